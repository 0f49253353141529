import type { ErrorBudgetOptions } from './error-budget-options.js';
import { ErrorBudget } from './error-budget.js';
import { tierLimits, type Limits, type Tier } from './tier.js';
import { UseMeter } from './use-meter.js';

/** How much may be used. */
export interface LimitOptions {
  /** The limits for each model: those of one of Venice's tiers, or your own. Default: unlimited. */
  readonly tier?: Limits | Tier;
  /** How many failed requests are forgiven. False: all of them. Default: 20 in 30 seconds. */
  readonly errorBudget?: ErrorBudgetOptions | false;
}

/** What an engine remembers from one request to the next. Time is told to it. */
export interface Meters {
  /** Undefined: unlimited. */
  readonly limits: Limits | undefined;
  readonly minute: UseMeter;
  readonly day: UseMeter;
  /** Undefined: all failures are forgiven. */
  readonly budgets: Budgets | undefined;
}

/** Failures are counted apart by their kind. */
export interface Budgets {
  /** Requests that are wrong. */
  readonly failures: ErrorBudget;
  /** Requests that ask for what the model cannot do. */
  readonly unsupported: ErrorBudget;
}

/** Meters at zero. */
export function createMeters({ tier, errorBudget = {} }: LimitOptions = {}): Meters {
  return {
    limits: typeof tier === 'string' ? tierLimits[tier] : tier,
    minute: new UseMeter(60_000),
    day: new UseMeter(86_400_000),
    budgets: errorBudget === false ? undefined : toBudgets(errorBudget),
  };
}

function toBudgets({
  threshold = 20,
  unsupportedThreshold = 200,
  window = 30_000,
}: ErrorBudgetOptions): Budgets {
  return {
    failures: new ErrorBudget(threshold, window),
    unsupported: new ErrorBudget(unsupportedThreshold, window),
  };
}
