import type { ErrorReply } from '../error-reply.js';
import { requestsLeft, tokensLeft } from './remaining.js';
import type { Meters } from './meters.js';

/** Returns the 429 for a caller with too many failures. */
export function budgetRefusal(caller: string, { budgets }: Meters, now: number): ErrorReply | undefined {
  if (!budgets) return undefined;
  const until = Math.max(
    budgets.failures.blockedUntil(caller, now),
    budgets.unsupported.blockedUntil(caller, now),
  );
  if (until <= now) return undefined;
  return {
    status: 429,
    body: { error: 'Too many failed attempts. Wait before you try again.' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': String(until) },
  };
}

/** Returns the 429 for a model whose limit is used up. */
export function limitRefusal(model: string, meters: Meters, now: number): ErrorReply | undefined {
  const { limits } = meters;
  if (!limits) return undefined;
  const known = { limits, meters };
  if (requestsLeft(model, known, now).remaining > 0 && tokensLeft(model, known, now).remaining > 0)
    return undefined;
  return { status: 429, body: { error: 'Rate limit exceeded' }, headers: { 'x-ratelimit-type': 'user' } };
}
