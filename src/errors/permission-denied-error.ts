import { APIError } from './api-error.js';

/** The key lacks the permission for this request: status 403. */
export class PermissionDeniedError extends APIError {
  override get name(): 'PermissionDeniedError' {
    return 'PermissionDeniedError';
  }

  override get isRetryable(): false {
    return false;
  }
}
