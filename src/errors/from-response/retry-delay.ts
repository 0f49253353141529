import { isVeniceError } from '../venice-error.js';

/** First delay if the server sends none; each later one doubles. */
const firstDelay = 500;
/** Maximum delay if the server sends none. */
const longestDelay = 30_000;

/**
 * Milliseconds to wait before the next attempt, after `attempts` failed ones.
 *
 * The server's delay (`retryAfter`) plus up to 10%; without one, 0.5, 1, 2, 4 … 30 s minus up to 25%. If the server's delay is
 * below half a second, the longer of the two: every client retries when a window has just ended. `random` is from 0 to 1, and
 * spreads clients that failed together. Source: `docs/wire-format.md`, "Limits".
 */
export function retryDelay(error: unknown, attempts: number, random: number): number {
  const asked = isVeniceError(error) ? error.retryAfter : undefined;
  const spread = Math.ceil((asked ?? 0) * (1 + random / 10));
  if (asked !== undefined && asked >= firstDelay) return spread;
  const own = Math.min(firstDelay * 2 ** (attempts - 1), longestDelay) * (1 - random / 4);
  return Math.max(spread, Math.ceil(own));
}
