import { APIError } from './api-error.js';

/** The server, or what stands behind it, has failed: status 500 and above, or such a code inside a stream. */
export class InternalServerError extends APIError {
  override get name(): string {
    return 'InternalServerError';
  }

  override get isRetryable(): boolean {
    return this.inBand || super.isRetryable;
  }
}
