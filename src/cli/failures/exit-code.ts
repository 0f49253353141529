import { isVeniceError } from '../../errors/venice-error.js';
import { Interruption } from './interruption.js';
import { UsageError } from './usage-error.js';

/** Exit codes by the name of the error. Errors that are not listed have exit code 1. */
export const exitCodes: Readonly<Record<string, number>> = {
  UsageError: 2,
  RequestError: 2,
  AuthenticationError: 3,
  PaymentRequiredError: 4,
  RateLimitError: 5,
  CircuitOpenError: 5,
  PermissionDeniedError: 6,
  NotFoundError: 7,
  BadRequestError: 8,
  ContextLengthExceededError: 8,
  UnprocessableEntityError: 9,
  ConflictError: 10,
  ModelGoneError: 11,
  InternalServerError: 12,
  ServiceUnavailableError: 13,
  APIError: 14,
  APIConnectionError: 15,
  APITimeoutError: 16,
  TruncatedStreamError: 17,
  MalformedChunkError: 18,
  LimitExceededError: 19,
  SpendingLimitError: 19,
};

/** Returns the exit code for an error. */
export function getExitCode(error: unknown): number {
  if (error instanceof Interruption) return error.exitCode;
  const isKnown = error instanceof UsageError || isVeniceError(error);
  return (isKnown ? exitCodes[error.name] : undefined) ?? 1;
}
