import { APIError } from './api-error.js';

/** The request is invalid: status 400, 413 or 415. */
export class BadRequestError extends APIError {
  override get name(): 'BadRequestError' | 'ContextLengthExceededError' {
    return 'BadRequestError';
  }

  override get isRetryable(): false {
    return false;
  }
}
