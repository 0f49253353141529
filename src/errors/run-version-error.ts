import { RunError, type RunErrorInit } from './run-error.js';

/** {@link RunErrorInit} and the version. */
export interface RunVersionErrorInit extends RunErrorInit {
  /** Format version of the stored run. */
  readonly version: number;
}

/** A durable run was written in a format that this version of the package cannot read. */
export class RunVersionError extends RunError {
  /** Format version of the stored run. */
  declare readonly version: number;

  constructor(init: RunVersionErrorInit) {
    super(init);
  }

  override get name(): 'RunVersionError' {
    return 'RunVersionError';
  }
}
