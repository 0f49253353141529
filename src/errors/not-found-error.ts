import { APIError } from './api-error.js';

/** No such model, character or route: status 404. */
export class NotFoundError extends APIError {
  override get name(): 'NotFoundError' {
    return 'NotFoundError';
  }

  override get isRetryable(): false {
    return false;
  }
}
