import { getRequestsLeft, getTokensLeft, type LimitState } from './get-limit-state.js';
import type { Meters } from './meters.js';
import { tierLimits } from './tier.js';

/** Returns the headers with the limits of a model, how much is left of them, and their resets in Unix milliseconds. */
export function getLimitHeaders(model: string, meters: Meters, now: number): Record<string, string> {
  const { limits, minute } = meters;
  if (limits) {
    const limited = { limits, meters };
    return {
      ...toHeaders('requests', getRequestsLeft(model, limited, now)),
      ...toHeaders('tokens', getTokensLeft(model, limited, now)),
    };
  }
  // Without limits, reports the requests of tier M, as if this were the first request of the minute. Like Venice in many answers,
  // omits the headers for tokens.
  const { requests: limit } = tierLimits.M;
  return toHeaders('requests', { limit, remaining: limit - 1, reset: minute.getReset(now) });
}

function toHeaders(unit: string, { limit, remaining, reset }: LimitState): Record<string, string> {
  return {
    [`x-ratelimit-limit-${unit}`]: String(limit),
    [`x-ratelimit-remaining-${unit}`]: String(remaining),
    [`x-ratelimit-reset-${unit}`]: String(reset),
  };
}
