import type { Observable } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { Attempt } from './attempt.js';

/** A value emitted by a chat: a chunk of a stream, or a whole completion. `object` distinguishes them. */
export type ChatValue = ChatCompletion | ChatCompletionChunk;

/** Sends a request on subscription. */
export type ChatHandler = (request: ChatCompletionRequest) => Observable<ChatValue>;

/**
 * Wraps each attempt of a chat, for example to log, trace or change the request, or to answer it without the server. Receives the
 * request before the client validates it, and the values of the answer before any operator. To access bytes, wrap the transport. The
 * first of several interceptors is the outermost.
 */
export type ChatInterceptor = (
  request: ChatCompletionRequest,
  next: ChatHandler,
  attempt: Attempt,
) => Observable<ChatValue>;
