import { RunError, type RunErrorInit } from './run-error.js';

/** {@link RunErrorInit} and the reason. */
export interface RunStoppedErrorInit extends RunErrorInit {
  /** Reason passed to `stop`, if any. */
  readonly reason?: string;
}

/** A durable run was stopped. `partial` is the answer that was written before. */
export class RunStoppedError extends RunError {
  /** Reason passed to `stop`, if any. */
  declare readonly reason?: string;

  constructor(init: RunStoppedErrorInit) {
    super(init);
  }

  override get name(): 'RunStoppedError' {
    return 'RunStoppedError';
  }
}
