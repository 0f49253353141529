import { APIConnectionError, type APIConnectionErrorInit } from './api-connection-error.js';

/** What a run waited for when its time was up. */
export type TimeoutPhase = 'connect' | 'outputIdle' | 'firstToken' | 'headers' | 'idle' | 'total';

/** {@link APIConnectionErrorInit} and the clock that ran out. */
export interface APITimeoutErrorInit extends APIConnectionErrorInit {
  /** Which of the `timeouts` it was. */
  readonly phase: TimeoutPhase;
  /** How long that one allows, in milliseconds. */
  readonly limit: number;
}

/** The server took longer than one of the `timeouts` allows. */
export class APITimeoutError extends APIConnectionError {
  /** Which of the `timeouts` it was. */
  declare readonly phase: TimeoutPhase;
  /** How long that one allows, in milliseconds. */
  declare readonly limit: number;

  constructor(init: APITimeoutErrorInit) {
    super(init);
  }

  override get name(): 'APITimeoutError' {
    return 'APITimeoutError';
  }

  /** True, but for `total`: that time is gone. */
  override get isRetryable(): boolean {
    return this.phase !== 'total';
  }
}
