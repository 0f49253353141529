import type { Observable } from 'rxjs';
import type { Attempt } from './attempt.js';

/** The HTTP request of an attempt, without the client's own headers and its key. */
export interface AttemptRequest {
  /** HTTP method. */
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Path after the base URL, with a leading slash. */
  readonly path: string;
  /** Headers of this request, with lower-case names. They override the client's. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, if any: an object that is sent as JSON, e.g. the request of a chat with its `extraBody`; or a form. */
  readonly body?: FormData | object | undefined;
}

/**
 * Wraps each attempt of every operation: chats, `models`, `request`, and for durable runs `durableChat`, `followRun` and `stopRun`.
 * Receives the HTTP request that is about to be sent, after `interceptors` and after validation. Passes on the values of the response:
 * the chunks or the completion of a chat, the frames of a durable run, undefined for `stopRun`, otherwise a JSON object or the bytes
 * of the response. `attempt.operation` describes the operation.
 */
export type RequestInterceptor = <Value>(
  request: AttemptRequest,
  next: (request: AttemptRequest) => Observable<Value>,
  attempt: Attempt,
) => Observable<Value>;
