import type { Meters } from './meters.js';

/** Returns the headers with the number of failures left for a caller, and its reset in Unix milliseconds. */
export function getBudgetHeaders(caller: string, { budgets }: Meters, now: number): Record<string, string> {
  if (!budgets) return {};
  const { remaining, resets } = budgets.failures.getState(caller, now);
  return { 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-resets': String(resets) };
}
