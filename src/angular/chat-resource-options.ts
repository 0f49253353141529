import type { Injector } from '@angular/core';
import { type ChatSource, aChatSource } from '../operators/internal/chat-source.js';
import type { OptionRules } from '../options/check-options.js';
import { aBoolean, aFunction, anything, aWord, required } from '../options/option-rules.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { type WhileRunning, policyRule } from '../conversation/conversation-options.js';

/** Request of a chat resource, always sent as a stream. */
export interface ChatResourceRequest extends ChatCompletionRequest {
  /** True or omitted. */
  readonly stream?: true;
}

/** Options of {@link chatResource}. */
export interface ChatResourceOptions {
  /**
   * Computes the request. When a signal that it reads changes the request, the new one is sent. Undefined sends none. Two
   * requests with the same JSON are equal. If it throws at the first read, e.g. since an input is not set yet, that read throws too; a
   * read after one of its signals has changed calls it again.
   */
  readonly params: () => ChatResourceRequest | undefined;
  /** How a new request is handled while another answer is in progress. Default: `switch`. */
  readonly whileRunning?: WhileRunning;
  /**
   * Keeps the value of the previous answer while a changed request is `pending`, until its own answer starts. Default: false, a
   * changed request starts without a value.
   */
  readonly keepValue?: boolean;
  /** Sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /**
   * Behavior during server-side rendering. `wait` sends the request, delays the page until the answer is complete, and transfers
   * it to the browser, which does not send the request again. `skip` sends nothing, and the page renders as `pending`. Default:
   * `skip`, since every visit of a crawler would be billed.
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
