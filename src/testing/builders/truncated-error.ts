import type { TruncatedStreamError } from '../../errors/truncated-stream-error.js';
import { brokenOff, endedTooSoon, noFinishReason } from '../../sse/broken-off.js';
import { cut } from './cut.js';

/**
 * Creates the error that the client emits for an incomplete answer: the connection broke off (`cut()` in marbles), the body ended
 * cleanly, but too soon (`ended`), or the answer ended with `[DONE]`, but without a `finish_reason` (`no-finish-reason`).
 */
export function truncatedError(
  cause: 'broken-off' | 'ended' | 'no-finish-reason' = 'broken-off',
): TruncatedStreamError {
  if (cause === 'no-finish-reason') return noFinishReason(true, true);
  return cause === 'ended' ? endedTooSoon() : brokenOff(cut().error);
}
