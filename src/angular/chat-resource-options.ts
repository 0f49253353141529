import type { Injector } from '@angular/core';
import { type ChatSource, aChatSource } from '../operators/internal/chat-source.js';
import type { OptionRules } from '../options/check-options.js';
import { aBoolean, aFunction, anything, aWord, required } from '../options/option-rules.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { type WhileRunning, policyRule } from '../conversation/conversation-options.js';

/** Request of a chat resource. */
export interface ChatResourceRequest extends ChatCompletionRequest {
  /** May be omitted: the answers of a chat resource are always streamed. */
  readonly stream?: true;
}

/** Options of {@link chatResource}. */
export interface ChatResourceOptions {
  /**
   * Computes the request from signals. When a signal changes the JSON of the request, the new request is sent. Return undefined to send no
   * request. If the first call throws, e.g. since an input is not set yet, reading a signal of the resource throws the same error, until a
   * signal that `params` has read changes and `params` no longer throws.
   */
  readonly params: () => ChatResourceRequest | undefined;
  /** How a new request is handled while another answer is in progress. Default: `switch`. */
  readonly whileRunning?: WhileRunning;
  /**
   * Keeps the value of the previous answer while a changed request is `pending`, until the new answer starts. Default: false, i.e. a
   * changed request starts without a value.
   */
  readonly keepValue?: boolean;
  /** Sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /**
   * Behavior during server-side rendering. `wait` sends the request and delays the page until the answer has ended. A complete answer is
   * transferred to the browser, which then does not send the request again. `skip` sends nothing, and the page shows the phase
   * `pending`. Default: `skip`, since otherwise every visit of a crawler would be billed.
   */
  readonly onServer?: 'skip' | 'wait';
  /** The resource is destroyed with this injector. Default: the injector of the calling context. */
  readonly injector?: Injector;
}

/** Rules for the options of a chat resource. */
export const chatResourceOptionRules: OptionRules<ChatResourceOptions> = {
  params: required(aFunction),
  whileRunning: policyRule,
  keepValue: aBoolean,
  chat: aChatSource,
  onServer: aWord('skip', 'wait'),
  injector: anything,
};
