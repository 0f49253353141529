import { parseDuration } from './duration.js';

/** Maximum wait, in milliseconds: the longest window of Venice's limits is a day, so that a longer wait must be a misread header. */
const maxWait = 24 * 60 * 60 * 1000;

/** Wait if a reset header cannot be read, in milliseconds: the usual window of a limit is a minute. */
const unreadableWait = 60_000;

/**
 * Returns the milliseconds from `now` (Unix milliseconds) until a limit is reset.
 *
 * Servers send a duration such as `6m0s`, a date in ISO 8601, or a number. The magnitude of a number decides its unit, since Venice's
 * documentation and its responses differ. Source: `docs/wire-format.md`, "Limits".
 */
export function waitUntilReset(value: string, now: number): number {
  const number = Number(value.trim() || Number.NaN);
  if (!Number.isFinite(number)) {
    const date = /^\s*\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) - now : Number.NaN;
    const wait = parseDuration(value) ?? date;
    return Number.isNaN(wait) ? unreadableWait : clampWait(wait);
  }
  if (number >= 1e12) return clampWait(number - now);
  return clampWait(number >= 1e9 ? number * 1000 - now : number * 1000);
}

/**
 * Returns the milliseconds from `now` (Unix milliseconds) until the reset of a limit, according to its header; undefined without the
 * header. The header of the error budget is `x-ratelimit-resets`, without a suffix.
 */
export function readReset(
  headers: Readonly<Record<string, string>>,
  now: number,
  suffix: '' | '-requests' | '-tokens',
): number | undefined {
  const value = headers[`x-ratelimit-reset${suffix || 's'}`];
  return value === undefined ? undefined : waitUntilReset(value, now);
}

/** Clamps a wait in milliseconds to the range from 0 to a day. */
export function clampWait(wait: number): number {
  return Math.min(Math.max(wait, 0), maxWait);
}
