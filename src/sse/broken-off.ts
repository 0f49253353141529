import { APIConnectionError } from '../errors/api-connection-error.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';

const brokenStream = 'the stream broke off before the answer was complete';

/** Creates the error for a connection that broke off before the answer was complete. The error has the `code` of `cause`, if any. */
export function brokenOff(cause?: unknown, message = brokenStream): TruncatedStreamError {
  const code = cause instanceof APIConnectionError ? cause.code : undefined;
  return new TruncatedStreamError({ message, cause, ...(code && { code }) });
}

/** Creates the error for a body that ended regularly, but before the answer was complete. */
export function endedTooSoon(): TruncatedStreamError {
  return new TruncatedStreamError({
    message: 'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
  });
}

/** Creates the error of an answer that ended with `[DONE]`, which gateways also write after a broken upstream connection. */
export function noFinishReason(hasChunk: boolean, hasChoice: boolean): TruncatedStreamError {
  const message = hasChoice
    ? 'the stream ended with [DONE], but without the finish_reason of every choice; if this server never sends one, set `requireFinishReason: false`'
    : `the stream ended with [DONE] before any ${hasChunk ? 'choice' : 'chunk'} was received`;
  return new TruncatedStreamError({ message, reason: 'no-finish-reason' });
}
