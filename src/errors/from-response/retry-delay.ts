import { isVeniceError } from '../venice-error.js';

/** The first wait that the server does not ask for; each later one is twice as long. */
const firstDelay = 500;
/** The longest wait that the server does not ask for. */
const longestDelay = 30_000;

/**
 * Milliseconds to wait before the next try, after `attempts` that failed.
 *
 * What the server asks for (`retryAfter`), and up to a tenth more; else 0.5, 1, 2, 4 … 30 s, less up to a quarter. Where it
 * asks for less than half a second, the longer of the two: a window that ends just now is asked for by everybody.
 * `random` is from 0 to 1, and spreads clients that failed together. Source: `docs/wire-format.md`, "Limits".
 */
export function retryDelay(error: unknown, attempts: number, random: number): number {
  const asked = isVeniceError(error) ? error.retryAfter : undefined;
  const spread = Math.ceil((asked ?? 0) * (1 + random / 10));
  if (asked !== undefined && asked >= firstDelay) return spread;
  const own = Math.min(firstDelay * 2 ** (attempts - 1), longestDelay) * (1 - random / 4);
  return Math.max(spread, Math.ceil(own));
}
