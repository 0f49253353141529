import type { Meters } from './meters.js';

/** The headers that tell how many failures a caller has left. The reset is in Unix milliseconds. */
export function budgetHeaders(caller: string, { budgets }: Meters, now: number): Record<string, string> {
  if (!budgets) return {};
  const { remaining, resets } = budgets.failures.state(caller, now);
  return { 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-resets': String(resets) };
}
