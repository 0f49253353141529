import { circuitBreaker } from './circuit-breaker.js';
import type { CircuitBreaker } from './circuits.js';

/** Creates the circuit breaker of a client without the option `circuitBreaker`. */
export function defaultCircuitBreaker(): CircuitBreaker | undefined {
  return circuitBreaker();
}
