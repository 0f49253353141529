import { RunError, type RunErrorInit } from './run-error.js';

/** A stored failure: plain JSON, safe to send to a client of your server. */
export interface RunFailure {
  /** `name` of the original error, such as `RateLimitError`. */
  readonly name: string;
  /** HTTP status for a client of your server. */
  readonly status: number;
  /** Error code for a client of your server. */
  readonly code: string;
  /** Message for a client of your server, without any text from Venice. */
  readonly message: string;
  /** Whether the same request may succeed as another run. */
  readonly isRetryable: boolean;
  /** Milliseconds to wait before another run, if known. */
  readonly retryAfter?: number;
}

/** {@link RunErrorInit} and the failure. */
export interface RunFailedErrorInit extends RunErrorInit {
  /** The failure as it is stored. */
  readonly failure: RunFailure;
}

/**
 * A durable run failed. Its watchers may be in other processes, so they get a description of the original error. The process that
 * produced the run emits the original error in its event `failed`. `partial` is the answer that was written before.
 */
export class RunFailedError extends RunError {
  /** The failure as it is stored. */
  declare readonly failure: RunFailure;

  constructor(init: RunFailedErrorInit) {
    super(init);
  }

  override get name(): 'RunFailedError' {
    return 'RunFailedError';
  }

  /** Whether the same request may succeed as another run. */
  override get isRetryable(): boolean {
    return this.failure.isRetryable;
  }
}
