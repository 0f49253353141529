import { parseDuration } from './duration.js';

/** Maximum wait; anything longer is a misread header, as the longest window of Venice's limits is a day. */
const longestWait = 24 * 60 * 60 * 1000;

/** Wait for an unreadable reset header. */
const unreadableWait = 60_000;

/**
 * Milliseconds from `now` (Unix milliseconds) until a limit is reset.
 *
 * Servers send a duration such as `6m0s`, a date in ISO 8601, or a number, whose magnitude decides its unit, since Venice's
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
 * Milliseconds from `now` (Unix milliseconds) until the reset of a limit, according to its header; undefined without one. The
 * error budget has no suffix, and its header is named `resets`.
 */
export function readReset(
  headers: Readonly<Record<string, string>>,
  now: number,
  suffix: '' | '-requests' | '-tokens',
): number | undefined {
  const value = headers[`x-ratelimit-reset${suffix || 's'}`];
  return value === undefined ? undefined : waitUntilReset(value, now);
}

/** Clamps a wait to the allowed range. */
export function clampWait(wait: number): number {
  return Math.min(Math.max(wait, 0), longestWait);
}
