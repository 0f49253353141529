import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ErrorReply } from './error-reply.js';
import type { TextReply } from './text-reply.js';

/** Script of a mock server: the first rule that matches a request provides the reply. */
export type Script = readonly ScriptRule[];

/** A reply, and the requests that it is for. */
export interface ScriptRule {
  /** Whether this rule matches the request. Default: it matches every request. */
  readonly when?: (request: ChatCompletionRequest) => boolean;
  /** The reply, or a function that returns it, called once per request. */
  readonly reply: ScriptReply | ((request: ChatCompletionRequest) => ScriptReply);
}

/** An answer of a model, or an HTTP error. */
export type ScriptReply = TextReply | ErrorReply;
