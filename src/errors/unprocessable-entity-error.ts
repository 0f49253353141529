import { APIError } from './api-error.js';

/** The content of the request was rejected: status 422. */
export class UnprocessableEntityError extends APIError {
  override get name(): 'UnprocessableEntityError' {
    return 'UnprocessableEntityError';
  }

  override get isRetryable(): false {
    return false;
  }
}
