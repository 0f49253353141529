import { APIError, type APIErrorInit } from './api-error.js';

/**
 * Why the server rejected the request: the request or token limit of this model is used up (`limit`), the model is overloaded
 * (`overloaded`), too many requests with this key have failed (`error-budget`), or too many requests run at once (`concurrency`).
 */
export type RateLimitReason = 'concurrency' | 'error-budget' | 'limit' | 'overloaded';

/** {@link APIErrorInit} and the reason. */
export interface RateLimitErrorInit extends APIErrorInit {
  /** Why the server rejected the request. */
  readonly reason: RateLimitReason;
}

/** Too many requests, or an overloaded model: status 429. */
export class RateLimitError extends APIError {
  /** Why the server rejected the request. */
  declare readonly reason: RateLimitReason;

  constructor(init: RateLimitErrorInit) {
    super(init);
  }

  override get name(): 'RateLimitError' {
    return 'RateLimitError';
  }

  /** True, except for a quota that does not refill by waiting. */
  override get isRetryable(): boolean {
    return this.code !== 'insufficient_quota';
  }
}
