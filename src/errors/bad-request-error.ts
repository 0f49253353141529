import { APIError } from './api-error.js';

/** The request is wrong: status 400, 413 or 415, or a code that says so inside a stream. */
export class BadRequestError extends APIError {
  override get name(): 'BadRequestError' {
    return 'BadRequestError';
  }

  override get isRetryable(): false {
    return false;
  }
}
