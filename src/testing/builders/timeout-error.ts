import type { APITimeoutError, TimeoutPhase } from '../../errors/api-timeout-error.js';
import { timeoutError as errorOfClock } from '../../request/limit-silence.js';

/** The error that the client emits when one of its `timeouts`, of so many milliseconds, has run out. */
export function timeoutError(phase: TimeoutPhase, limit: number): APITimeoutError {
  return errorOfClock({ phase, limit });
}
