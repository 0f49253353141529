import { APIError } from './api-error.js';

/** The model, character or route does not exist: status 404. */
export class NotFoundError extends APIError {
  override get name(): 'NotFoundError' {
    return 'NotFoundError';
  }

  override get isRetryable(): false {
    return false;
  }
}
