import { isVeniceError } from '../venice-error.js';

/** First delay in milliseconds if the server sends none; each further attempt doubles it. */
const firstDelay = 500;
/** Maximum delay in milliseconds if the server sends none. */
const maxDelay = 30_000;

/**
 * Returns the milliseconds to wait before the next attempt, after `attempts` failed ones.
 *
 * Without a delay of the server (`retryAfter`): 0.5, 1, 2, 4, 8, 16 and then 30 s, each minus up to 25%. With such a delay: the delay
 * plus up to 10%. If the server's delay is below half a second, the longer of both results, since all clients retry when a window has
 * just ended. `random` is from 0 to 1, so that clients that failed together do not retry together. Source: `docs/wire-format.md`,
 * "Limits".
 */
export function retryDelay(error: unknown, attempts: number, random: number): number {
  const retryAfter = isVeniceError(error) ? error.retryAfter : undefined;
  const serverDelay = Math.ceil((retryAfter ?? 0) * (1 + random / 10));
  if (retryAfter !== undefined && retryAfter >= firstDelay) return serverDelay;
  const backoff = Math.min(firstDelay * 2 ** (attempts - 1), maxDelay) * (1 - random / 4);
  return Math.max(serverDelay, Math.ceil(backoff));
}
