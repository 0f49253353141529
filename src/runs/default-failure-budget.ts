import { failureBudget } from './failure-budget.js';
import type { FailureBudget } from './health.js';

/** The failure budget of a client that is given none. */
export function defaultFailureBudget(): FailureBudget | undefined {
  return failureBudget();
}
