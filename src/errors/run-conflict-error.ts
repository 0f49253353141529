import { RunError } from './run-error.js';

/** A durable run with this id was started with another input. */
export class RunConflictError extends RunError {
  override get name(): 'RunConflictError' {
    return 'RunConflictError';
  }
}
