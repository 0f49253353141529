import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ErrorReply } from './error-reply.js';
import type { TextReply } from './text-reply.js';

/** What a mock of Venice answers: the first rule that fits a request gives the reply. */
export type Script = readonly ScriptRule[];

/** From a request to a reply. */
export interface ScriptRule {
  /** Whether this rule is for the request. Default: it is for every request. */
  readonly when?: (request: ChatCompletionRequest) => boolean;
  /** The reply, or a function that is called once for each request and returns it. */
  readonly reply: ScriptReply | ((request: ChatCompletionRequest) => ScriptReply);
}

/** An answer of a model, or an HTTP error. */
export type ScriptReply = TextReply | ErrorReply;
