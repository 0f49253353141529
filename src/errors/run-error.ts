import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** `VeniceErrorInit` and the run. */
export interface RunErrorInit extends VeniceErrorInit {
  /** Id of the run. */
  readonly runId: string;
}

/** Base class of errors that concern one durable run. */
export abstract class RunError extends VeniceError {
  /** Id of the run. */
  declare readonly runId: string;

  constructor(init: RunErrorInit) {
    super(init);
  }

  /** False, since the same call would fail again. `RunFailedError` has its own value. */
  override get isRetryable(): boolean {
    return false;
  }
}
