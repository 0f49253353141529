import { APIConnectionError, type APIConnectionErrorInit } from './api-connection-error.js';

/** The timeout that expired. */
export type TimeoutPhase = 'connect' | 'outputIdle' | 'firstToken' | 'headers' | 'idle' | 'total';

/** {@link APIConnectionErrorInit} and the timeout that expired. */
export interface APITimeoutErrorInit extends APIConnectionErrorInit {
  /** Name of the option in `timeouts`. */
  readonly phase: TimeoutPhase;
  /** Value of that timeout, in milliseconds. */
  readonly limit: number;
}

/** One of the `timeouts` has expired. */
export class APITimeoutError extends APIConnectionError {
  /** Name of the option in `timeouts`. */
  declare readonly phase: TimeoutPhase;
  /** Value of that timeout, in milliseconds. */
  declare readonly limit: number;

  constructor(init: APITimeoutErrorInit) {
    super(init);
  }

  override get name(): 'APITimeoutError' {
    return 'APITimeoutError';
  }

  /** True, except for `total`: no time is left. */
  override get isRetryable(): boolean {
    return this.phase !== 'total';
  }
}
