import type { Meters } from './meters.js';
import type { Limits } from './tier.js';

/** How much there is of something, how much of it is left, and when it is full again, in milliseconds since 1970. */
export interface Remaining {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
}

/** The requests that a model still has: of minute and day the one that has fewer, or else the longer. */
export function requestsLeft(
  model: string,
  { limits, meters: { day, minute } }: { readonly limits: Limits; readonly meters: Meters },
  now: number,
): Remaining {
  const { requests, requestsPerDay } = limits;
  const inMinute = left(requests, minute.used(model, now).requests, minute.resetAt(now));
  if (requestsPerDay === undefined) return inMinute;
  const inDay = left(requestsPerDay, day.used(model, now).requests, day.resetAt(now));
  return inDay.remaining <= inMinute.remaining ? inDay : inMinute;
}

/** The tokens that a model still has in this minute. */
export function tokensLeft(
  model: string,
  { limits, meters: { minute } }: { readonly limits: Limits; readonly meters: Meters },
  now: number,
): Remaining {
  return left(limits.tokens, minute.used(model, now).tokens, minute.resetAt(now));
}

function left(limit: number, used: number, reset: number): Remaining {
  return { limit, remaining: Math.max(0, limit - used), reset };
}
