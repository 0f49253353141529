import type { OptionRules } from '../options/check-options.js';
import { aFunction, aString, anything, atLeast } from '../options/option-rules.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Options of `rateLimiter`. */
export interface RateLimiterOptions {
  /** Maximum number of attempts that run at the same time, across all models and partitions. Default: Infinity. */
  readonly concurrency?: number;
  /** Requests per minute, per model and partition. Default: the server's limit, or unlimited if it reports none. */
  readonly requestsPerMinute?: number;
  /** Tokens of prompts and completions per minute, per model and partition. Default: as for requests. */
  readonly tokensPerMinute?: number;
  /**
   * Maximum number of waiting attempts per model and partition; the next attempt fails with a `LimitExceededError`. The maximum of all
   * queues together is ten times this number; beyond it, each partition can still have one waiting attempt. Default: 10,000.
   */
  readonly maxQueue?: number;
  /**
   * Whether to apply the `x-ratelimit-*` headers of responses: the remaining amounts, and the limits that these options omit. Default:
   * true.
   */
  readonly learnsFromHeaders?: boolean;
  /**
   * Name of a tag: the limits apply per value of this tag instead of per partition. All requests without the tag share the same
   * limits. These are your own limits, so headers and wait times of the server are ignored: pass a second limiter for them, as in
   * `[rateLimiter(perTeam), rateLimiter()]`. Default: per partition.
   */
  readonly per?: string;
  /** Estimates the tokens to reserve for an attempt until its usage is known. Default: {@link estimateTokens}. */
  readonly estimateTokens?: (request: ChatCompletionRequest) => number;
}

/** Rules for the options of a limiter. */
export const rateLimiterRules: OptionRules<RateLimiterOptions> = {
  concurrency: atLeast(1),
  requestsPerMinute: atLeast(1),
  tokensPerMinute: atLeast(1),
  maxQueue: atLeast(1),
  learnsFromHeaders: anything,
  per: aString,
  estimateTokens: aFunction,
};
