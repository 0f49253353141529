import { circuitBreaker } from './circuit-breaker.js';
import type { CircuitBreaker } from './circuits.js';

/** The circuit breaker of a client that is given none. */
export function defaultCircuitBreaker(): CircuitBreaker | undefined {
  return circuitBreaker();
}
