import { requestsLeft, tokensLeft, type Remaining } from './remaining.js';
import type { Meters } from './meters.js';
import { tierLimits } from './tier.js';

/** Headers with the remaining limits of a model. Resets are in Unix milliseconds. */
export function limitHeaders(model: string, meters: Meters, now: number): Record<string, string> {
  const { limits, minute } = meters;
  if (limits) {
    const known = { limits, meters };
    return {
      ...family('requests', requestsLeft(model, known, now)),
      ...family('tokens', tokensLeft(model, known, now)),
    };
  }
  // Without limits, the headers report only requests, as if this were the first request of the minute, as Venice often does.
  const { requests: limit } = tierLimits.M;
  return family('requests', { limit, remaining: limit - 1, reset: minute.resetAt(now) });
}

function family(unit: string, { limit, remaining, reset }: Remaining): Record<string, string> {
  return {
    [`x-ratelimit-limit-${unit}`]: String(limit),
    [`x-ratelimit-remaining-${unit}`]: String(remaining),
    [`x-ratelimit-reset-${unit}`]: String(reset),
  };
}
