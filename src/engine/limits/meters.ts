import { FailureBudget, type FailureBudgetOptions } from './failure-budget.js';
import { MinuteMeter } from './minute-meter.js';
import { tierLimits, type Limits, type Tier } from './tier.js';

/** How much may be used. */
export interface LimitOptions {
  /** The limits for each model in a minute: those of one of Venice's tiers, or your own. Default: unlimited. */
  readonly tier?: Limits | Tier;
  /** How many failed requests are forgiven. False: all of them. Default: 20 in 30 seconds. */
  readonly failureBudget?: FailureBudgetOptions | false;
}

/** What an engine remembers from one request to the next. Time is told to it. */
export interface Meters {
  /** Undefined: unlimited. */
  readonly limits: Limits | undefined;
  readonly minute: MinuteMeter;
  /** Undefined: all failures are forgiven. */
  readonly budget: FailureBudget | undefined;
}

/** Meters at zero. */
export function createMeters({ tier, failureBudget = {} }: LimitOptions = {}): Meters {
  return {
    limits: typeof tier === 'string' ? tierLimits[tier] : tier,
    minute: new MinuteMeter(),
    budget: failureBudget === false ? undefined : new FailureBudget(failureBudget),
  };
}
