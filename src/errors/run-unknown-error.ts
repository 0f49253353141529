import { RunError } from './run-error.js';

/** The subject (the user or tenant) has no durable run with this id. */
export class RunUnknownError extends RunError {
  override get name(): 'RunUnknownError' {
    return 'RunUnknownError';
  }
}
