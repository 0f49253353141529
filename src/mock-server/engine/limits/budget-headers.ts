import type { Meters } from './meters.js';

/** Headers with the number of failures left for a caller. The reset is in Unix milliseconds. */
export function budgetHeaders(caller: string, { budgets }: Meters, now: number): Record<string, string> {
  if (!budgets) return {};
  const { remaining, resets } = budgets.failures.state(caller, now);
  return { 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-resets': String(resets) };
}
