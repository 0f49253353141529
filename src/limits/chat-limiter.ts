import type { Observable } from 'rxjs';
import type { ChatInterceptor } from '../request/chat-interceptor.js';

/** What a limiter is doing. */
export interface LimiterState {
  /** Attempts that have been let through and have not ended. */
  readonly running: number;
  /** Attempts that wait for their turn. */
  readonly waiting: number;
}

/**
 * Decides when attempts may be sent. `rateLimiter` makes one; one that many machines share, for example, is an object like
 * this of your own.
 */
export interface ChatLimiter {
  /** Stands around each attempt; subscribing to what it returns is the wish to be sent. */
  readonly intercept: ChatInterceptor;
  /** What it is doing, now and whenever that changes. */
  readonly state: Observable<LimiterState>;
}
