import type { TruncatedStreamError } from '../../errors/truncated-stream-error.js';
import { brokenOff, endedTooSoon, noFinishReason } from '../../sse/broken-off.js';
import { cut } from './cut.js';

/**
 * Creates the error that the client emits for an incomplete answer: its connection broke off (`cut()` in marbles), its body
 * ended cleanly, but too soon, or it ended with `[DONE]`, but without a `finish_reason`.
 */
export function truncatedError(
  how: 'broken-off' | 'ended' | 'no-finish-reason' = 'broken-off',
): TruncatedStreamError {
  if (how === 'no-finish-reason') return noFinishReason(true, true);
  return how === 'ended' ? endedTooSoon() : brokenOff(cut().error);
}
