import type { Observable } from 'rxjs';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** A value emitted by a chat: a chunk of a stream, or a whole completion. `object` distinguishes them. */
export type ChatValue = ChatCompletion | ChatCompletionChunk;

/** Sends a request on subscription. */
export type ChatHandler = (request: ChatCompletionRequest) => Observable<ChatValue>;

/** Context of the attempt that an interceptor wraps. */
export interface ChatAttempt {
  /** 1 for the first attempt of a run, 2 for the first retry, and so on. */
  readonly number: number;
  /**
   * The partition of the request, as returned by `partitionBy` of the client. Limits, pauses, failures and spending in one
   * partition must not affect requests in another. By default it is an opaque id of the key and the user, or '' without
   * both. Such an id is only valid in this process: a limiter shared by many machines needs a `partitionBy` with common
   * names.
   */
  readonly partition: string;
  /** Registers a callback for the metadata of a successful response head, called before the body is read. */
  readonly onHead: (listener: (facts: ResponseMetadata) => void) => void;
  /** Registers a callback for a successful response; called at the same time, without parsing the head. */
  readonly onAnswer: (listener: () => void) => void;
}

/**
 * Wraps each attempt between `create` and the server: to log, trace or change a request, or to respond to it. Receives the
 * request before the client validates it, and its values before all other consumers. To access bytes, wrap the transport.
 * The first of several interceptors is the outermost.
 */
export type ChatInterceptor = (
  request: ChatCompletionRequest,
  next: ChatHandler,
  attempt: ChatAttempt,
) => Observable<ChatValue>;

/** Combines interceptors and the next handler into one handler. */
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
