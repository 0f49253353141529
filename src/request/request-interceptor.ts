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
  /** The body, if any: plain JSON values, for a chat its request with `extraBody`; or a form. */
  readonly body?: FormData | object | undefined;
}

/**
 * Wraps each attempt of every operation: chats, `models` and `request`. Receives the HTTP request that is about to be sent, after
 * `interceptors` and after validation, and passes on the values of the response: the chunks or the completion of a chat, otherwise a
 * JSON object or the bytes of the response. `attempt.operation` describes the operation.
 */
export type RequestInterceptor = <Value>(
  request: AttemptRequest,
  next: (request: AttemptRequest) => Observable<Value>,
  attempt: Attempt,
) => Observable<Value>;
