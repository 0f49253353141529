import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** Fields of every error, and the run. */
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

  /** False: the same call fails again. */
  override get isRetryable(): boolean {
    return false;
  }
}
