import type { Observable } from 'rxjs';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';

/** The operation that a request belongs to. */
export interface OperationInfo {
  /** `chat.completions`, `models`, or the `operation` of `client.request`, by default method and path, such as `POST /embeddings`. */
  readonly name: string;
  /** The model of the request that `create` or `request` received; '' if it has none. */
  readonly model: string;
  /** True if the response is a stream. */
  readonly isStreaming: boolean;
}

/** Describes the attempt that an interceptor wraps. */
export interface Attempt {
  /** 1 for the first attempt of a run, 2 for the first retry, and so on. */
  readonly number: number;
  /**
   * Position of the run among all runs of the process, by the time of subscription. A retry keeps the position, even if an operator
   * after `create` retries and thereby starts another run. Limiters admit attempts in this order.
   */
  readonly arrival: number;
  /**
   * The partition of the request: the result of the client's `partitionBy`. Limits, pauses, failures and spending in one partition must
   * not affect requests in another. By default, an opaque id of the key, other secret headers and the user, which is valid only in this
   * process: a limiter shared by many machines needs `partitionBy`. '' if a request has none of these, in browsers, and for operations
   * without limits.
   */
  readonly partition: string;
  /** The operation of the request. */
  readonly operation: OperationInfo;
  /** The `tags` of the request; empty by default. */
  readonly tags: Readonly<Record<string, string>>;
  /** Registers a callback for the metadata of a successful response head, called before the body is read. */
  readonly onHead: (listener: (metadata: ResponseMetadata) => void) => void;
  /** Registers a callback for a successful response; called at the same time, without parsing the head. */
  readonly onAnswer: (listener: () => void) => void;
}

/** Sends a request on subscription. */
export type Handler<Request, Value> = (request: Request) => Observable<Value>;

/** Wraps the attempts of a request. */
export type Interceptor<Request, Value> = (
  request: Request,
  next: Handler<Request, Value>,
  attempt: Attempt,
) => Observable<Value>;

/** Combines interceptors and the next handler into one handler. */
export function intercept<Request, Value>(
  interceptors: readonly Interceptor<Request, Value>[],
  attempt: Attempt,
  handler: Handler<Request, Value>,
): Handler<Request, Value> {
  return interceptors.reduceRight<Handler<Request, Value>>(
    (next, interceptor) => (request) => interceptor(request, next, attempt),
    handler,
  );
}
