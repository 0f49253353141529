import type { RunFailedError } from '../../errors/run-failed-error.js';
import { type VeniceError, isVeniceError } from '../../errors/venice-error.js';
import type { SafeError } from '../../relay/safe-error.js';
import { toSafeError } from '../../relay/to-safe-error.js';
import { RejectedRequest } from './rejected-request.js';

/** Reduces an error of a durable run to the details that a client of your server may see; other errors as `toSafeError` does. */
export function toSafeRunError(error: unknown): SafeError {
  if (error instanceof RejectedRequest) return error.safe;
  if (!isVeniceError(error)) return toSafeError(error);
  // By name: the error may come from another copy of the package.
  if (error.name === 'RunFailedError') {
    const { status, code, message, retryAfter } = (error as VeniceError & Pick<RunFailedError, 'failure'>)
      .failure;
    return { status, code, message, ...(retryAfter !== undefined && { retryAfter }) };
  }
  if (error.name === 'LimitExceededError' && isBusy(error)) return sentences.LimitExceededError;
  if (error.name === 'LimitExceededError') return toSafeError(error);
  return Object.hasOwn(sentences, error.name)
    ? sentences[error.name as keyof typeof sentences]
    : toSafeError(error);
}

function isBusy(error: unknown): boolean {
  return ['runs', 'watchers'].includes(String((error as { kind?: unknown }).kind));
}

const sentences = {
  RunOffsetError: { status: 400, code: 'run_offset', message: 'The run cannot be continued from there.' },
  RunUnknownError: { status: 404, code: 'run_unknown', message: 'There is no such run.' },
  RunConflictError: { status: 409, code: 'run_conflict', message: 'The run has another input.' },
  RunStoppedError: { status: 409, code: 'run_stopped', message: 'The run was stopped.' },
  RunGoneError: { status: 410, code: 'run_gone', message: 'The run is not kept any more.' },
  LimitExceededError: {
    status: 429,
    code: 'rate_limit_exceeded',
    message: 'Too many requests. Try again later.',
  },
  RunLostError: { status: 502, code: 'run_lost', message: 'The run was lost.' },
  RunVersionError: {
    status: 503,
    code: 'run_version',
    message: 'The service is not available. Try again later.',
  },
  StoreUnavailableError: {
    status: 503,
    code: 'store_unavailable',
    message: 'The service is not available. Try again later.',
  },
} satisfies Record<string, SafeError>;
