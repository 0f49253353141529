import type { Injector } from '@angular/core';
import type { ChatSource } from '../operators/internal/chat-source.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { WhileRunning } from '../conversation/conversation-options.js';

/** What a chat resource asks: a request, which is always sent as a stream. */
export interface ChatResourceRequest extends ChatCompletionRequest {
  /** True, or left out. */
  readonly stream?: true;
}

/** Options of {@link chatResource}. */
export interface ChatResourceOptions {
  /**
   * What to ask. It is computed: when a signal that it reads changes, and with it the request, the new one is asked.
   * Undefined: nothing. Two requests with the same JSON are the same.
   */
  readonly params: () => ChatResourceRequest | undefined;
  /** How a new request is handled while another one is being answered. Default: `switch`. */
  readonly whileRunning?: WhileRunning;
  /** What sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /**
   * On a server, `wait` asks, holds the page back until the answer is complete, and hands it to the browser, which does not
   * ask again. `skip` sends nothing there, and the page shows what is `pending`. Default: `skip`, since every visit of a
   * crawler would be billed.
   */
  readonly onServer?: 'skip' | 'wait';
  /** The injector whose end is that of the resource. Default: the one of the place where it is made. */
  readonly injector?: Injector;
}
