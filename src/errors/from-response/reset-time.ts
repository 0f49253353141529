/** A wait longer than this is a misread header: the longest window of Venice's limits is a day. */
const longestWait = 24 * 60 * 60 * 1000;

/** What an unreadable reset header is taken for. */
const unreadableWait = 60_000;

/**
 * Milliseconds from `now` (Unix milliseconds) until a limit is reset.
 *
 * The unit goes by magnitude, since Venice's documents and its answers differ on it: from 1e12 Unix milliseconds, from
 * 1e9 Unix seconds, below that seconds from now. Source: `docs/wire-format.md`, "Limits".
 */
export function waitUntilReset(value: string, now: number): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return unreadableWait;
  if (number >= 1e12) return clampWait(number - now);
  return clampWait(number >= 1e9 ? number * 1000 - now : number * 1000);
}

/** `wait` within what a wait may be. */
export function clampWait(wait: number): number {
  return Math.min(Math.max(wait, 0), longestWait);
}
