import { toSafeError } from './to-safe-error.js';
import { type WireAnswer, errorAnswer } from './wire-answer.js';

/**
 * Creates the response for an error of a handler: {@link toSafeError} in Venice's format, with `Retry-After` if the error has a
 * `retryAfter`. A `VeniceClient` in a browser turns it into an error of the matching class.
 */
export function toErrorResponse(error: unknown): WireAnswer {
  return errorAnswer(toSafeError(error));
}
