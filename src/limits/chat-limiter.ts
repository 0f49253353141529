import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** Current state of a limiter. */
export interface LimiterState {
  /** Number of attempts that are running. */
  readonly running: number;
  /** Number of attempts that are waiting. */
  readonly waiting: number;
  /** One entry for each model of each partition with waiting attempts. */
  readonly waits: readonly LimiterWait[];
}

/** Why the next attempt of a model waits. The attempts after it wait until it has been sent. */
export interface LimiterWait {
  /** The model; '' for requests without one. */
  readonly model: string;
  /** The partition, or the value of the tag that the limits apply to; absent if it has no name. */
  readonly partition?: string;
  /** Number of waiting attempts. */
  readonly waiting: number;
  /** Why they wait. */
  readonly reason: WaitReason;
  /** When the wait ends, in milliseconds since 1970. Absent if it lasts until another attempt responds or ends. */
  readonly until?: number;
}

/**
 * Why attempts wait.
 *
 * - `concurrency`: the maximum number of attempts is running.
 * - `first-answers`: the limits of the server are unknown until its first answer.
 * - `pause`: the server has requested a wait.
 * - `requests`, `tokens`: the requests or tokens that the limits allow in the current period are used up.
 */
export type WaitReason = 'concurrency' | 'first-answers' | 'pause' | 'requests' | 'tokens';

/**
 * Decides when attempts may be sent. `rateLimiter` creates one; implement this interface for e.g. a limiter that many
 * machines share.
 */
export interface ChatLimiter {
  /**
   * Wraps each attempt of a chat or of `client.request`. Subscribing to the result requests admission. The request of an
   * operation other than a chat is its body, with `messages: []` if it has none: `attempt.operation` tells them apart.
   */
  readonly intercept: ChatInterceptor;
  /** Emits the current state, then every change. */
  readonly state: Observable<LimiterState>;
}
