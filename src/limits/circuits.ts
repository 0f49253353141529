import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** Recent outcome of the requests for one model, or of an operation with `limits: 'own'`. */
export interface ModelCircuit {
  /** Model id as used in requests, or the name of the operation. */
  readonly model: string;
  /**
   * Partition of these requests: the string returned by `partitionBy`, or by default an opaque id that is valid in this
   * process. Absent if requests have neither a key nor a user.
   */
  readonly partition?: string;
  /** Number of failed requests within the window. */
  readonly failures: number;
  /** Number of failures at which the circuit breaker expects the server to lock the key out. */
  readonly threshold: number;
  /**
   * `open`: requests fail immediately with a `CircuitOpenError`. `half-open`: after failures, requests wait for the outcome
   * of those that were admitted. `closed`: requests are sent.
   */
  readonly state: 'closed' | 'half-open' | 'open';
  /** Milliseconds until requests are sent again; 0 unless `state` is `open`. */
  readonly blockedFor: number;
}

/** Stops requests that would fail. `circuitBreaker` creates one; clients of the same key share one. */
export interface CircuitBreaker {
  /** Wraps each attempt. */
  readonly intercept: ChatInterceptor;
  /**
   * The models, and operations with `limits: 'own'`, that have failures within the window or are blocked: one entry per
   * partition, on subscription and on every change. An empty array if there are none. Runs a timer only while it has a
   * subscriber.
   */
  readonly circuits: Observable<readonly ModelCircuit[]>;
}
