import { RunError } from './run-error.js';

/** There is no durable run with this id for this subject. */
export class RunUnknownError extends RunError {
  override get name(): 'RunUnknownError' {
    return 'RunUnknownError';
  }
}
