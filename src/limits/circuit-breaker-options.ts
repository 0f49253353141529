import { type OptionRules, checkOptions } from '../options/check-options.js';
import { duration, wholeNumber } from '../options/option-rules.js';

/** Options of `circuitBreaker`. */
export interface CircuitBreakerOptions {
  /**
   * The number of failures that must not be reached, for each model or operation of each partition. {@link circuitBreaker} explains how
   * requests without a response count. Default: 10; Venice locks a key out at 20 failures in 30 s.
   */
  readonly threshold?: number;
  /** Milliseconds after which a failure no longer counts. Default: 30,000. */
  readonly window?: number;
}

const rules: OptionRules<CircuitBreakerOptions> = {
  threshold: wholeNumber(2),
  window: duration,
};

/** Returns the options with defaults. Throws a `TypeError` that names an invalid option. */
export function resolveCircuitBreaker(options: CircuitBreakerOptions): Required<CircuitBreakerOptions> {
  checkOptions(options, rules);
  const { threshold = 10, window = 30_000 } = options;
  return { threshold, window };
}
