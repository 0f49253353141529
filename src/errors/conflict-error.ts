import { APIError } from './api-error.js';

/** The request conflicts with another one: status 409. */
export class ConflictError extends APIError {
  override get name(): 'ConflictError' {
    return 'ConflictError';
  }

  override get isRetryable(): false {
    return false;
  }
}
