import type { Meters } from './meters.js';
import { MinuteMeter } from './minute-meter.js';
import { tierLimits } from './tier.js';

/** The headers that tell how much of a model is left in this minute. Resets are in Unix milliseconds. */
export function limitHeaders(model: string, { limits, minute }: Meters, now: number): Record<string, string> {
  const { requests, tokens } = minute.used(model, now);
  const reset = String(MinuteMeter.resetAt(now));
  // Without limits only requests are metered, as on many of Venice's own answers, and always the first of a minute.
  if (!limits) return family('requests', tierLimits.M.requests, 1, reset);
  return {
    ...family('requests', limits.requests, requests, reset),
    ...family('tokens', limits.tokens, tokens, reset),
  };
}

function family(unit: string, limit: number, used: number, reset: string): Record<string, string> {
  return {
    [`x-ratelimit-limit-${unit}`]: String(limit),
    [`x-ratelimit-remaining-${unit}`]: String(Math.max(0, limit - used)),
    [`x-ratelimit-reset-${unit}`]: reset,
  };
}
