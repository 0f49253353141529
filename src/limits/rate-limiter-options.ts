import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Options of `rateLimiter`. */
export interface RateLimiterOptions {
  /** How many attempts run at once, whatever their models and partitions. Default: Infinity. */
  readonly concurrency?: number;
  /** Requests in a minute, for each model of each partition. Default: what the server says, and unlimited where it says nothing. */
  readonly requestsPerMinute?: number;
  /** Tokens of prompts and answers in a minute, for each model of each partition. Default: as with requests. */
  readonly tokensPerMinute?: number;
  /**
   * How many attempts wait for one model of one partition; the next one fails with a `LimitExceededError`. In all there are ten times
   * as many; beyond that each partition can still have one waiting. Default: 10,000.
   */
  readonly maxQueue?: number;
  /**
   * Whether the `x-ratelimit-*` headers of answers count: limits that are not given above, and what is left of them. Default:
   * true.
   */
  readonly learnsFromHeaders?: boolean;
  /** Tokens to reserve for an attempt until its usage is known. Default: {@link estimateTokens}. */
  readonly estimateTokens?: (request: ChatCompletionRequest) => number;
}

/** Throws a `TypeError` that names the option when one is wrong. */
export function checkRateLimiterOptions(options: RateLimiterOptions): void {
  for (const name of ['concurrency', 'requestsPerMinute', 'tokensPerMinute', 'maxQueue'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 1)) {
      throw new TypeError(`${name}: give a number, 1 or more`);
    }
  }
}
