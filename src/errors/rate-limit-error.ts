import { APIError, type APIErrorInit } from './api-error.js';

/**
 * Why the server asks to slow down: requests or tokens for this model are used up (`limit`), the model is overloaded,
 * too many requests of this key have failed (`error-budget`), or too many run at once (`concurrency`).
 */
export type RateLimitReason = 'concurrency' | 'error-budget' | 'limit' | 'overloaded';

/** {@link APIErrorInit} and the reason. */
export interface RateLimitErrorInit extends APIErrorInit {
  /** Why the server asks to slow down. */
  readonly reason: RateLimitReason;
}

/** Too many requests: status 429, or `model_overloaded` inside a stream. */
export class RateLimitError extends APIError {
  /** Why the server asks to slow down. */
  declare readonly reason: RateLimitReason;

  constructor(init: RateLimitErrorInit) {
    super(init);
  }

  override get name(): 'RateLimitError' {
    return 'RateLimitError';
  }

  /** True, but for a quota that waiting does not fill again. */
  override get isRetryable(): boolean {
    return this.code !== 'insufficient_quota';
  }
}
