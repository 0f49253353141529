import type { CircuitBreaker } from './circuits.js';

/**
 * None. A browser sends its requests to a relay, which holds the key and counts its failures. In workerd an attempt of one
 * incoming request cannot wait for the outcome of another: no request may resume another.
 */
export function defaultCircuitBreaker(): CircuitBreaker | undefined {
  return undefined;
}
