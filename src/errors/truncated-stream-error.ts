import { APIConnectionError } from './api-connection-error.js';

/** The answer ended before it was complete; `cause` tells what ended it, where anything does. */
export class TruncatedStreamError extends APIConnectionError {
  override get name(): 'TruncatedStreamError' {
    return 'TruncatedStreamError';
  }

  override get isRetryable(): true {
    return true;
  }
}
