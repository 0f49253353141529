import { type OptionRules, checkOptions } from '../../../options/check-options.js';
import { anything } from '../../../options/option-rules.js';
import type { ErrorBudgetOptions } from './error-budget-options.js';
import { ErrorBudget } from './error-budget.js';
import { tierLimits, type Limits, type Tier } from './tier.js';
import { UsageMeter } from './usage-meter.js';

/** Usage limits of the mock server. */
export interface LimitOptions {
  /** Limits per model: those of one of Venice's tiers, or your own. Default: unlimited. */
  readonly tier?: Limits | Tier;
  /** Number of failures that a caller may have; false for unlimited. Default: 20 in 30 seconds. */
  readonly errorBudget?: ErrorBudgetOptions | false;
}

/** Rules for the options of type {@link LimitOptions}. */
export const limitOptionRules: OptionRules<LimitOptions> = { tier: anything, errorBudget: anything };

const tierRules: OptionRules<Limits> = { requests: anything, tokens: anything, requestsPerDay: anything };

const budgetRules: OptionRules<ErrorBudgetOptions> = {
  threshold: anything,
  unsupportedThreshold: anything,
  window: anything,
};

/** The usage and the failures of all requests so far. */
export interface Meters {
  /** Undefined if unlimited. */
  readonly limits: Limits | undefined;
  readonly minute: UsageMeter;
  readonly day: UsageMeter;
  /** Undefined if failures are unlimited. */
  readonly budgets: ErrorBudgets | undefined;
}

/** The error budgets of a server. */
export interface ErrorBudgets {
  /** Counts the failures that `unsupported` does not count. */
  readonly failures: ErrorBudget;
  /** Counts requests that the model does not support or its provider rejects. */
  readonly unsupported: ErrorBudget;
}

/** Creates the meters of a server without any requests yet. */
export function createMeters({ tier, errorBudget = {} }: LimitOptions = {}): Meters {
  if (typeof tier === 'object') checkOptions(tier, tierRules, 'tier');
  return {
    limits: typeof tier === 'string' ? tierLimits[tier] : tier,
    minute: new UsageMeter(60_000),
    day: new UsageMeter(86_400_000),
    budgets: errorBudget === false ? undefined : toBudgets(errorBudget),
  };
}

function toBudgets(options: ErrorBudgetOptions): ErrorBudgets {
  checkOptions(options, budgetRules, 'errorBudget');
  const { threshold = 20, unsupportedThreshold = 200, window = 30_000 } = options;
  return {
    failures: new ErrorBudget(threshold, window),
    unsupported: new ErrorBudget(unsupportedThreshold, window),
  };
}
