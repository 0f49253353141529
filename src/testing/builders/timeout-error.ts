import type { APITimeoutError, TimeoutPhase } from '../../errors/api-timeout-error.js';
import { timeoutError as createTimeoutError } from '../../request/limit-silence.js';

/** Creates the error that the client emits when one of its `timeouts`, of `limit` milliseconds, has expired. */
export function timeoutError(phase: TimeoutPhase, limit: number): APITimeoutError {
  return createTimeoutError({ phase, limit });
}
