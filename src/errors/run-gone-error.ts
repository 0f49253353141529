import { RunError } from './run-error.js';

/** The store does not keep the values of a durable run any more: the run was removed, or has expired. */
export class RunGoneError extends RunError {
  override get name(): 'RunGoneError' {
    return 'RunGoneError';
  }
}
