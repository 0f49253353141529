import { RunError } from './run-error.js';

/** The offset after which a durable run should be followed is malformed, or the run has no such offset. */
export class RunOffsetError extends RunError {
  override get name(): 'RunOffsetError' {
    return 'RunOffsetError';
  }
}
