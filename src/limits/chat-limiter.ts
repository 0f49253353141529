import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** Current state of a limiter. */
export interface LimiterState {
  /** Number of attempts that are running. */
  readonly running: number;
  /** Number of attempts that are waiting. */
  readonly waiting: number;
}

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
