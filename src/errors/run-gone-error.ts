import { RunError } from './run-error.js';

/** The frames of a durable run are not kept any more: it was removed, or has expired. */
export class RunGoneError extends RunError {
  override get name(): 'RunGoneError' {
    return 'RunGoneError';
  }
}
