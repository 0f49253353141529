import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the open circuit. */
export interface CircuitOpenErrorInit extends VeniceErrorInit {
  /** The model whose requests have failed, or the name of an operation with `limits: 'own'`. */
  readonly model: string;
  /** Number of failed requests within the window of the circuit breaker. */
  readonly failures: number;
  /** Milliseconds until the circuit breaker admits a request for this model or operation again. */
  readonly retryAfter: number;
}

/**
 * The request was not sent, because too many requests for this model or operation have failed recently: with more failures, the
 * server might block the key.
 */
export class CircuitOpenError extends VeniceError {
  /** The model whose requests have failed, or the name of an operation with `limits: 'own'`. */
  declare readonly model: string;
  /** Number of failed requests within the window of the circuit breaker. */
  declare readonly failures: number;
  /** Milliseconds until the circuit breaker admits a request for this model or operation again. */
  declare readonly retryAfter: number;

  constructor(init: CircuitOpenErrorInit) {
    super(init);
  }

  override get name(): 'CircuitOpenError' {
    return 'CircuitOpenError';
  }

  /** True: the request may be sent later. */
  override get isRetryable(): true {
    return true;
  }
}
