import { parseDuration } from './duration.js';
import { parseHttpDate } from './http-date.js';
import type { RateLimitReason } from '../rate-limit-error.js';
import { clampWait, readReset } from './reset-time.js';
import { parseRetryAfter } from './retry-after.js';

/** Parts of an error response that determine the wait before a retry. */
export interface RetryWaitInit {
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds to wait according to the body, or null. */
  readonly retryAfter: number | null;
  /** Reason of a rate limit error; undefined for any other error. */
  readonly reason?: RateLimitReason | undefined;
  /** Arrival time in Unix milliseconds; the response's `Date` header takes precedence. */
  readonly now: number;
}

/** Milliseconds for which Venice blocks a key after too many failed requests. A request during the block prolongs it. */
const minErrorBudgetWait = 30_000;

/**
 * Returns the milliseconds to wait before a retry according to the server; undefined if the server sends no delay.
 *
 * Uses the first of these that is present: `retry-after-ms`, `Retry-After`, the delay in the body, then the reset of the used up
 * limits, which is the latest if both the request and the token limit are used up. If the error budget is used up, the wait is at
 * least 30 s. Source: `docs/wire-format.md`, "Limits".
 */
export function waitBeforeRetry(init: RetryWaitInit): number | undefined {
  const { headers, retryAfter, reason } = init;
  const now = parseHttpDate(headers['date']) ?? init.now;
  const milliseconds = headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'];
  const requested =
    parseDuration(`${milliseconds}ms`) ?? parseRetryAfter(headers['retry-after'] ?? '', now) ?? retryAfter;
  if (reason === 'error-budget') {
    const wait = requested ?? readReset(headers, now, '') ?? 0;
    return clampWait(Math.max(wait, minErrorBudgetWait));
  }
  if (requested !== null) return clampWait(requested);
  const waits = (['-requests', '-tokens'] as const).flatMap((limit) =>
    Number(headers[`x-ratelimit-remaining${limit}`] ?? Number.NaN) <= 0
      ? (readReset(headers, now, limit) ?? [])
      : [],
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}
