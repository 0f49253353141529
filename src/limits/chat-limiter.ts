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
  /** Why the next attempt waits. */
  readonly reason: WaitReason;
  /** When the wait ends, in milliseconds since 1970. Absent if the attempts wait for a response or the end of another attempt. */
  readonly until?: number;
}

/**
 * Why attempts wait.
 *
 * - `concurrency`: the maximum number of attempts is running.
 * - `first-answers`: the limits of the server are unknown until its first response, and the maximum number of attempts until then is
 *   running.
 * - `pause`: the server has requested a wait.
 * - `requests`, `tokens`: the requests or tokens that the limits allow per minute are used up.
 */
export type WaitReason = 'concurrency' | 'first-answers' | 'pause' | 'requests' | 'tokens';

/**
 * Decides when attempts may be sent. `rateLimiter` creates a limiter for one process. Implement this interface yourself for a limiter that
 * many machines share, for example.
 */
export interface ChatLimiter {
  /**
   * Wraps each attempt of a chat, and of `client.request` unless its `limits` are `'none'`. Subscribing to the result requests admission.
   * `attempt.operation` distinguishes the two. The `request` of `client.request` is its body, with `messages: []` and
   * `max_completion_tokens: 0` if the body has no such fields, and, with `limits: 'own'`, the name of the operation as `model`.
   */
  readonly intercept: ChatInterceptor;
  /** Emits the current state, then every change. */
  readonly state: Observable<LimiterState>;
}
