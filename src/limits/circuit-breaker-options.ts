/** Options of `circuitBreaker`. */
export interface CircuitBreakerOptions {
  /**
   * Keeps failed requests and undecided requests per model below this number. Default: 10; Venice locks a key out at 20
   * failures in 30 s.
   */
  readonly threshold?: number;
  /** Milliseconds until a failure is forgotten. Default: 30,000. */
  readonly window?: number;
}

/** Throws a `TypeError` that names the invalid option. */
export function resolveCircuitBreaker({
  threshold = 10,
  window = 30_000,
}: CircuitBreakerOptions): Required<CircuitBreakerOptions> {
  if (!(threshold >= 2) || threshold % 1 > 0) {
    throw new TypeError('threshold: give a whole number of failures, 2 or more');
  }
  if (!(window > 0)) throw new TypeError('window: give milliseconds above 0');
  return { threshold, window };
}
