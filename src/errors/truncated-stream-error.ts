import { APIConnectionError } from './api-connection-error.js';

/** The answer ended before it was complete; `cause` is the reason, if known. */
export class TruncatedStreamError extends APIConnectionError {
  override get name(): 'TruncatedStreamError' {
    return 'TruncatedStreamError';
  }

  override get isRetryable(): true {
    return true;
  }
}
