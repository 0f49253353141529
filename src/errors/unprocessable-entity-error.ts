import { APIError } from './api-error.js';

/** The content was rejected: status 422, or blocked by a provider inside a stream. */
export class UnprocessableEntityError extends APIError {
  override get name(): 'UnprocessableEntityError' {
    return 'UnprocessableEntityError';
  }

  override get isRetryable(): false {
    return false;
  }
}
