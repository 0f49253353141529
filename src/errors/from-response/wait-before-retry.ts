import { parseHttpDate } from './http-date.js';
import type { RateLimitReason } from '../rate-limit-error.js';
import { clampWait, waitUntilReset } from './reset-time.js';
import { parseRetryAfter } from './retry-after.js';

/** What an answer says about when to ask again. */
export interface RetryWaitInit {
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds that the body asks for, or null. */
  readonly retryAfterSeconds: number | null;
  /** Why the server asks to slow down, where it does. */
  readonly reason?: RateLimitReason;
  /** When the answer came, in Unix milliseconds; the answer's own `Date` header wins. */
  readonly now: number;
}

/** Venice blocks a key that fails too often for this long; asking sooner prolongs it. */
const minErrorBudgetWait = 30_000;

/**
 * How long the server asks to wait before another try, in milliseconds; undefined where it does not say.
 *
 * In this order: `Retry-After`, `retry_after` in the body, the reset of the error budget (never less than 30 s), the
 * reset of the requests or tokens that are used up. Source: `docs/wire-format.md`, "Limits".
 */
export function waitBeforeRetry(init: RetryWaitInit): number | undefined {
  const { headers, retryAfterSeconds, reason } = init;
  const now = parseHttpDate(headers['date']) ?? init.now;
  const header = headers['retry-after'];
  const requested =
    (header === undefined ? undefined : parseRetryAfter(header, now)) ??
    (retryAfterSeconds === null ? undefined : clampWait(retryAfterSeconds * 1000));
  if (reason === 'error-budget') {
    const reset = headers['x-ratelimit-resets'];
    const wait = requested ?? (reset === undefined ? 0 : waitUntilReset(reset, now));
    return Math.max(wait, minErrorBudgetWait);
  }
  return requested ?? usedUp('requests', headers, now) ?? usedUp('tokens', headers, now);
}

function usedUp(
  what: 'requests' | 'tokens',
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const reset = headers[`x-ratelimit-reset-${what}`];
  const isUsedUp = Number(headers[`x-ratelimit-remaining-${what}`] ?? Number.NaN) <= 0;
  return isUsedUp && reset !== undefined ? waitUntilReset(reset, now) : undefined;
}
