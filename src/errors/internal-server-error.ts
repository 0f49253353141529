import { APIError } from './api-error.js';

/** The server or its upstream failed: status 500 and above. */
export class InternalServerError extends APIError {
  override get name(): string {
    return 'InternalServerError';
  }

  override get isRetryable(): boolean {
    return this.inBand || super.isRetryable;
  }
}
