/** Maximum wait; anything longer is a misread header, as the longest window of Venice's limits is a day. */
const longestWait = 24 * 60 * 60 * 1000;

/** Wait for an unreadable reset header. */
const unreadableWait = 60_000;

/**
 * Milliseconds from `now` (Unix milliseconds) until a limit is reset.
 *
 * The unit depends on the magnitude, since Venice's documentation and its responses differ: Unix milliseconds from 1e12, Unix
 * seconds from 1e9, otherwise seconds from now. Source: `docs/wire-format.md`, "Limits".
 */
export function waitUntilReset(value: string, now: number): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return unreadableWait;
  if (number >= 1e12) return clampWait(number - now);
  return clampWait(number >= 1e9 ? number * 1000 - now : number * 1000);
}

/** Clamps a wait to the allowed range. */
export function clampWait(wait: number): number {
  return Math.min(Math.max(wait, 0), longestWait);
}
