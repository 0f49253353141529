import { type OptionRules, checkOptions } from '../options/check-options.js';
import { duration, wholeNumber } from '../options/option-rules.js';

/** Options of `circuitBreaker`. */
export interface CircuitBreakerOptions {
  /**
   * Keeps failed requests and undecided requests per model or operation below this number. Default: 10; Venice locks a key
   * out at 20 failures in 30 s.
   */
  readonly threshold?: number;
  /** Milliseconds until a failure is forgotten. Default: 30,000. */
  readonly window?: number;
}

const rules: OptionRules<CircuitBreakerOptions> = {
  threshold: wholeNumber(2),
  window: duration,
};

/** Throws a `TypeError` that names the invalid option. */
export function resolveCircuitBreaker(options: CircuitBreakerOptions): Required<CircuitBreakerOptions> {
  checkOptions(options, rules);
  const { threshold = 10, window = 30_000 } = options;
  return { threshold, window };
}
