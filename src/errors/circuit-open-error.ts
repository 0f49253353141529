import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and what has failed. */
export interface CircuitOpenErrorInit extends VeniceErrorInit {
  /** The model whose requests have failed. */
  readonly model: string;
  /** How many of them, within the window of the circuit breaker. */
  readonly failures: number;
  /** Milliseconds until requests for this model are sent again. */
  readonly retryAfter: number;
}

/**
 * Not sent, since too many requests for this model have failed lately: the server would lock the key out. `retryAfter` says
 * when requests are sent again.
 */
export class CircuitOpenError extends VeniceError {
  /** The model whose requests have failed. */
  declare readonly model: string;
  /** How many of them, within the window of the circuit breaker. */
  declare readonly failures: number;
  /** Milliseconds until requests for this model are sent again. */
  declare readonly retryAfter: number;

  constructor(init: CircuitOpenErrorInit) {
    super(init);
  }

  override get name(): 'CircuitOpenError' {
    return 'CircuitOpenError';
  }

  /** True: later it may be sent. */
  override get isRetryable(): true {
    return true;
  }
}
