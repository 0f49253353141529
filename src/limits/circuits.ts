import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** Recent failures of the requests for one model, or of an operation with `limits: 'own'`, in one partition. */
export interface ModelCircuit {
  /** Model id as used in requests, or the name of the operation. */
  readonly model: string;
  /**
   * Partition of these requests: the string returned by `partitionBy`, or by default an opaque id that is valid only in this process.
   * Absent if this string is empty, for example for requests with neither a key nor a user.
   */
  readonly partition?: string;
  /** Number of failed requests within the window. */
  readonly failures: number;
  /** The option `threshold` of the circuit breaker, which opens at one failure less. */
  readonly threshold: number;
  /**
   * `open`: requests fail immediately with a `CircuitOpenError`. `half-open`: the window contains a failure, and requests wait
   * for the outcome of those that were sent. `closed`: otherwise.
   */
  readonly state: 'closed' | 'half-open' | 'open';
  /** Milliseconds until requests are sent again; 0 unless `state` is `open`. */
  readonly blockedFor: number;
}

/** Rejects requests before they are sent if too many have failed. The function `circuitBreaker` creates a circuit breaker. */
export interface CircuitBreaker {
  /** Wraps each attempt of a chat, and of `client.request` unless its `limits` are `'none'`. */
  readonly intercept: ChatInterceptor;
  /**
   * Emits an array on subscription and on every change. The array has an entry for each model, and each operation with `limits: 'own'`, of
   * each partition, if there are failures within the window or requests are rejected. A timer runs only while this Observable has a
   * subscriber.
   */
  readonly circuits: Observable<readonly ModelCircuit[]>;
}
