import { APIError } from './api-error.js';

/** The content is refused: status 422, or a provider's block inside a stream. */
export class UnprocessableEntityError extends APIError {
  override get name(): 'UnprocessableEntityError' {
    return 'UnprocessableEntityError';
  }

  override get isRetryable(): false {
    return false;
  }
}
