import type { Observable } from 'rxjs';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';

/** The operation that a request belongs to. */
export interface OperationInfo {
  /** `chat.completions`, `models`, or that of `client.request`, by default method and path, such as `POST /embeddings`. */
  readonly name: string;
  /** The model of the request that `create` or `request` received; '' if it has none. */
  readonly model: string;
  /** True if the response is a stream. */
  readonly isStreaming: boolean;
}

/** Context of the attempt that an interceptor wraps. */
export interface Attempt {
  /** 1 for the first attempt of a run, 2 for the first retry, and so on. */
  readonly number: number;
  /**
   * Position of the run among all runs of the process, by the time of subscription. Retries keep it, also those of an operator
   * that subscribes again to a failed request. Limiters admit attempts in this order.
   */
  readonly arrival: number;
  /**
   * The partition of the request, as returned by `partitionBy` of the client. Limits, pauses, failures and spending in one
   * partition must not affect requests in another. By default it is an opaque id of the key and the user, or '' without
   * both, and for operations without limits. Such an id is only valid in this process: a limiter shared by many machines needs a `partitionBy` with common
   * names.
   */
  readonly partition: string;
  /** The operation of the request. */
  readonly operation: OperationInfo;
  /** The `tags` of the request; empty by default. */
  readonly tags: Readonly<Record<string, string>>;
  /** Registers a callback for the metadata of a successful response head, called before the body is read. */
  readonly onHead: (listener: (facts: ResponseMetadata) => void) => void;
  /** Registers a callback for a successful response; called at the same time, without parsing the head. */
  readonly onAnswer: (listener: () => void) => void;
}

/** Sends a request on subscription. */
export type Handler<Request, Value> = (request: Request) => Observable<Value>;

/** Wraps each attempt of requests of one kind. */
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
