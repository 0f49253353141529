import { APIConnectionError, type APIConnectionErrorInit } from './api-connection-error.js';

/** Fields of a connection error, and the run. */
export interface RunLostErrorInit extends APIConnectionErrorInit {
  /** Id of the run. */
  readonly runId: string;
  /** Offset of the last frame that was written. */
  readonly lastOffset: string;
}

/**
 * The process that produced a durable run died, or was closed before the run had ended. `partial` is the answer that was
 * written before. No more frames follow: start another run, with another id, to request the answer again.
 */
export class RunLostError extends APIConnectionError {
  /** Id of the run. */
  declare readonly runId: string;
  /** Offset of the last frame that was written. */
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
