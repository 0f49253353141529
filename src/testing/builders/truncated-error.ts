import type { TruncatedStreamError } from '../../errors/truncated-stream-error.js';
import { brokenOff, endedTooSoon } from '../../sse/broken-off.js';

/**
 * The error that the client emits for an answer that is not complete: its connection broke off (`cut()` in marbles), or its
 * body ended in order, but too soon.
 */
export function truncatedError(how: 'broken-off' | 'ended' = 'broken-off'): TruncatedStreamError {
  return how === 'ended' ? endedTooSoon() : brokenOff();
}
