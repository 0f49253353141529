import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the model whose circuit is open. */
export interface CircuitOpenErrorInit extends VeniceErrorInit {
  /** The model whose requests have failed. */
  readonly model: string;
  /** Number of failed requests within the window of the circuit breaker. */
  readonly failures: number;
  /** Milliseconds until requests for this model are sent again. */
  readonly retryAfter: number;
}

/**
 * The request was not sent, because too many requests for this model have failed recently and the server would block the key.
 * `retryAfter` is the time until requests are sent again.
 */
export class CircuitOpenError extends VeniceError {
  /** The model whose requests have failed. */
  declare readonly model: string;
  /** Number of failed requests within the window of the circuit breaker. */
  declare readonly failures: number;
  /** Milliseconds until requests for this model are sent again. */
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
