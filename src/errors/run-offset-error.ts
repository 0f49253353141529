import { RunError } from './run-error.js';

/** The offset to follow a durable run from is malformed, or is not one of its frames. */
export class RunOffsetError extends RunError {
  override get name(): 'RunOffsetError' {
    return 'RunOffsetError';
  }
}
