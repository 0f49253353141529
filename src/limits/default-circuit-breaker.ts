import { circuitBreaker } from './circuit-breaker.js';
import type { CircuitBreaker } from './circuits.js';

/** The default circuit breaker of a client. */
export function defaultCircuitBreaker(): CircuitBreaker | undefined {
  return circuitBreaker();
}
