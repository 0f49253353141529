import { parseDuration } from './duration.js';
import { parseHttpDate } from './http-date.js';
import { clampWait } from './reset-time.js';

/**
 * Returns the delay of a `Retry-After` header in milliseconds: seconds, or a date counted from `now` (Unix milliseconds); also
 * a duration such as `7.66s`. Undefined for anything else. Source: RFC 9110, section 10.2.3.
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const seconds = Number(value.trim() || Number.NaN);
  if (Number.isFinite(seconds)) return clampWait(seconds * 1000);
  const date = parseHttpDate(value);
  const wait = date === undefined ? parseDuration(value) : date - now;
  return wait === undefined ? undefined : clampWait(wait);
}
