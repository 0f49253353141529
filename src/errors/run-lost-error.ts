import { APIConnectionError, type APIConnectionErrorInit } from './api-connection-error.js';

/** `APIConnectionErrorInit` and the run. */
export interface RunLostErrorInit extends APIConnectionErrorInit {
  /** Id of the run. */
  readonly runId: string;
  /** Offset of the last run entry that is known. */
  readonly lastOffset: string;
}

/**
 * The process that produced a durable run died or was closed before the run had ended, or the store has lost entries of the run.
 * `partial` is the answer that was written before. To request the answer again, start another run with another id.
 */
export class RunLostError extends APIConnectionError {
  /** Id of the run. */
  declare readonly runId: string;
  /** Offset of the last run entry that is known. */
  declare readonly lastOffset: string;

  constructor(init: RunLostErrorInit) {
    super(init);
  }

  override get name(): 'RunLostError' {
    return 'RunLostError';
  }

  /** True: the same request may succeed as another run. */
  override get isRetryable(): true {
    return true;
  }
}
