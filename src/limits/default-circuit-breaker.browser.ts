import type { CircuitBreaker } from './circuits.js';

/**
 * Clients in browsers and edge workers have no default circuit breaker. `ARCHITECTURE.md` explains why, under
 * `#default-circuit-breaker`.
 */
export function defaultCircuitBreaker(): CircuitBreaker | undefined {
  return undefined;
}
