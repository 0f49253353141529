import { TruncatedStreamError } from '../errors/truncated-stream-error.js';

/** The error of an answer whose connection broke off before it was complete. */
export function brokenOff(cause?: unknown): TruncatedStreamError {
  const message = 'the stream broke off before the answer was complete';
  return new TruncatedStreamError({ message, ...(cause !== undefined && { cause }) });
}

/** The error of an answer whose body ended in order, but too soon. */
export function endedTooSoon(): TruncatedStreamError {
  return new TruncatedStreamError({
    message: 'the stream ended before the answer was complete: neither [DONE] nor finish_reason came',
  });
}
