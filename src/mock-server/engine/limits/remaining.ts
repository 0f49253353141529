import type { Meters } from './meters.js';
import type { Limits } from './tier.js';

/** A limit, how much of it is left, and when it resets, in Unix milliseconds. */
export interface Remaining {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
}

/** Returns the requests left for a model in this minute or this day, whichever is fewer; in this day if they are equal. */
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

/** Returns the tokens left for a model in this minute. */
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
