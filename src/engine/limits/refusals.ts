import type { ErrorReply } from '../error-reply.js';
import type { Meters } from './meters.js';
import { MinuteMeter } from './minute-meter.js';

/** The 429 of a caller who failed too often. */
export function budgetRefusal(caller: string, { budget }: Meters, now: number): ErrorReply | undefined {
  const until = budget?.blockedUntil(caller, now);
  if (until === undefined) return undefined;
  return {
    status: 429,
    body: { error: 'Too many failed attempts. Wait before you try again.' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': String(until) },
  };
}

/** The 429 of a model of which enough was used in this minute. */
export function limitRefusal(model: string, { limits, minute }: Meters, now: number): ErrorReply | undefined {
  if (!limits) return undefined;
  const { requests, tokens } = minute.used(model, now);
  if (requests < limits.requests && tokens < limits.tokens) return undefined;
  return {
    status: 429,
    body: { error: 'Rate limit exceeded' },
    headers: { 'x-ratelimit-type': 'user', 'x-ratelimit-reset-requests': String(MinuteMeter.resetAt(now)) },
  };
}
