import type { TruncatedStreamError } from '../../errors/truncated-stream-error.js';
import { brokenOff, endedTooSoon } from '../../sse/broken-off.js';

/**
 * Creates the error that the client emits for an incomplete answer: its connection broke off (`cut()` in marbles), or its body
 * ended cleanly, but too soon.
 */
export function truncatedError(how: 'broken-off' | 'ended' = 'broken-off'): TruncatedStreamError {
  return how === 'ended' ? endedTooSoon() : brokenOff();
}
