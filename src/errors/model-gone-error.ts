import { APIError } from './api-error.js';

/** The model has been retired: status 410. */
export class ModelGoneError extends APIError {
  override get name(): 'ModelGoneError' {
    return 'ModelGoneError';
  }

  override get isRetryable(): false {
    return false;
  }
}
