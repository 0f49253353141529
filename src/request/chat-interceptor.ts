import type { Observable } from 'rxjs';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** What a chat emits: chunks of a stream, or the one completion of an answer in one piece. `object` tells them apart. */
export type ChatValue = ChatCompletion | ChatCompletionChunk;

/** Sends a request on subscription. */
export type ChatHandler = (request: ChatCompletionRequest) => Observable<ChatValue>;

/** What an interceptor may know of the attempt that it stands around. */
export interface ChatAttempt {
  /** 1 for the first attempt of a run, 2 for the one that `retry` makes after it, and so on. */
  readonly number: number;
  /**
   * The partition of the request, as `partitionBy` of the client names it. Limits, pauses, failures and spending in one
   * partition must not affect the requests of another. By default it is an opaque id of the key and the user; it is '' if there
   * are neither. Such an id is known in this process only: a limiter that counts in one place for many machines needs a
   * `partitionBy` whose names all of them share.
   */
  readonly partition: string;
  /** Asks to be told what the head of a successful answer says, before anything of its body. */
  readonly onHead: (listener: (facts: ResponseMetadata) => void) => void;
  /** Asks to be told that a successful answer comes; the same moment, without the work of reading its head. */
  readonly onAnswer: (listener: () => void) => void;
}

/**
 * Stands between `create` and the server, once for each attempt: to log, trace, change a request, or answer it itself.
 * It sees the request before the client checks it, and the values before anybody else. Bytes are seen by wrapping the
 * transport. The first of several is the outermost.
 */
export type ChatInterceptor = (
  request: ChatCompletionRequest,
  next: ChatHandler,
  attempt: ChatAttempt,
) => Observable<ChatValue>;

/** One handler out of interceptors and the handler behind them. */
export function intercept(
  interceptors: readonly ChatInterceptor[],
  attempt: ChatAttempt,
  handler: ChatHandler,
): ChatHandler {
  return interceptors.reduceRight<ChatHandler>(
    (next, interceptor) => (request) => interceptor(request, next, attempt),
    handler,
  );
}
