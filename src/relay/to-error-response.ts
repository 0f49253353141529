import { toSafeError } from './to-safe-error.js';
import { type WireAnswer, errorAnswer } from './wire-answer.js';

/**
 * The response for an error that has left a handler: {@link toSafeError} in Venice's form, with `Retry-After` if the error has a
 * `retryAfter`. A `VeniceClient` in a page makes an error of the matching class of it.
 */
export function toErrorResponse(error: unknown): WireAnswer {
  return errorAnswer(toSafeError(error));
}
