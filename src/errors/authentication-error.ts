import { APIError } from './api-error.js';

/** The key is missing or not accepted: status 401. */
export class AuthenticationError extends APIError {
  override get name(): 'AuthenticationError' {
    return 'AuthenticationError';
  }

  override get isRetryable(): false {
    return false;
  }
}
