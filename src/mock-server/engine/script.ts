import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ErrorReply } from './error-reply.js';
import type { TextReply } from './text-reply.js';

/** Script of a mock server: the first rule that matches a request provides the reply. */
export type Script = readonly ScriptRule[];

/** A reply, and a condition for the requests that get it. */
export interface ScriptRule {
  /**
   * Whether this rule matches the request. Default: the rule matches every request. A request for a model that is not in the
   * catalogue gets a 404, unless the `when` of a rule matches.
   */
  readonly when?: (request: ChatCompletionRequest) => boolean;
  /** The reply, or a function that returns the reply and is called once per request. */
  readonly reply: ScriptReply | ((request: ChatCompletionRequest) => ScriptReply);
}

/** An answer of a model, or an HTTP error. */
export type ScriptReply = TextReply | ErrorReply;
