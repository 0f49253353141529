import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** How the requests for one model have fared lately. */
export interface ModelCircuit {
  /** The model, as requests name it. */
  readonly model: string;
  /**
   * The partition of these requests: the string that `partitionBy` returned, or by default an opaque id of this process. Absent
   * if requests have neither a key nor a user.
   */
  readonly partition?: string;
  /** How many requests have failed within the window. */
  readonly failures: number;
  /** At how many the server would lock the key out, as far as the circuit breaker knows. */
  readonly threshold: number;
  /**
   * `open`: requests fail at once with a `CircuitOpenError`. `half-open`: after failures, requests wait for the outcome of those
   * that were let through. `closed`: requests are sent.
   */
  readonly state: 'closed' | 'half-open' | 'open';
  /** Milliseconds until requests are sent again; 0 unless `state` is `open`. */
  readonly blockedFor: number;
}

/** Keeps requests that would fail from being sent. `circuitBreaker` makes one; clients that use the same key share one. */
export interface CircuitBreaker {
  /** Stands around each attempt. */
  readonly intercept: ChatInterceptor;
  /**
   * The models with failures within the window, one entry for each partition, now and whenever that changes; an empty list while all is well. It has a timer
   * only while there is a subscriber.
   */
  readonly circuits: Observable<readonly ModelCircuit[]>;
}
