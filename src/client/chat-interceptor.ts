import type { Observable } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** What a chat emits: chunks of a stream, or the one completion of an answer in one piece. `object` tells them apart. */
export type ChatValue = ChatCompletion | ChatCompletionChunk;

/** Sends a request when somebody subscribes. */
export type ChatHandler = (request: ChatCompletionRequest) => Observable<ChatValue>;

/**
 * Stands between `create` and the server, once for each attempt: to log, trace, change a request, or answer it itself.
 * It sees the request before the client checks it, and the values before anybody else. Bytes are seen by wrapping the
 * transport. The first of several is the outermost.
 */
export type ChatInterceptor = (request: ChatCompletionRequest, next: ChatHandler) => Observable<ChatValue>;

/** One handler out of interceptors and the handler behind them. */
export function intercept(interceptors: readonly ChatInterceptor[], handler: ChatHandler): ChatHandler {
  return interceptors.reduceRight<ChatHandler>(
    (next, interceptor) => (request) => interceptor(request, next),
    handler,
  );
}
