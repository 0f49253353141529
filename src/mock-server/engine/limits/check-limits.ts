import type { ErrorReply } from '../error-reply.js';
import { getRequestsLeft, getTokensLeft } from './get-limit-state.js';
import type { Meters } from './meters.js';

/** Returns the 429 for a caller with too many failures; undefined for other callers. */
export function checkErrorBudget(caller: string, { budgets }: Meters, now: number): ErrorReply | undefined {
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

/** Returns the 429 for a model with no requests or no tokens left; undefined for other models. */
export function checkLimits(model: string, meters: Meters, now: number): ErrorReply | undefined {
  const { limits } = meters;
  if (!limits) return undefined;
  const limited = { limits, meters };
  if (getRequestsLeft(model, limited, now).remaining > 0 && getTokensLeft(model, limited, now).remaining > 0)
    return undefined;
  return { status: 429, body: { error: 'Rate limit exceeded' }, headers: { 'x-ratelimit-type': 'user' } };
}
