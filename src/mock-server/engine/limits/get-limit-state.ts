import type { Meters } from './meters.js';
import type { Limits } from './tier.js';

/** A limit, how much is left of it, and when it resets, in Unix milliseconds. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
}

/** Returns the requests left for a model in this minute or on this day, whichever are fewer; if equal, those of the day. */
export function getRequestsLeft(
  model: string,
  { limits, meters: { day, minute } }: { readonly limits: Limits; readonly meters: Meters },
  now: number,
): LimitState {
  const { requests, requestsPerDay } = limits;
  const inMinute = toState(requests, minute.getUsage(model, now).requests, minute.getReset(now));
  if (requestsPerDay === undefined) return inMinute;
  const onDay = toState(requestsPerDay, day.getUsage(model, now).requests, day.getReset(now));
  return onDay.remaining <= inMinute.remaining ? onDay : inMinute;
}

/** Returns the tokens left for a model in this minute. */
export function getTokensLeft(
  model: string,
  { limits, meters: { minute } }: { readonly limits: Limits; readonly meters: Meters },
  now: number,
): LimitState {
  return toState(limits.tokens, minute.getUsage(model, now).tokens, minute.getReset(now));
}

function toState(limit: number, used: number, reset: number): LimitState {
  return { limit, remaining: Math.max(0, limit - used), reset };
}
