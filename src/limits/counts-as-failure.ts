import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import { isVeniceError } from '../errors/venice-error.js';

/**
 * Whether Venice counts this error as a failure of the key: a response with status 4xx, except 413 (too large) and 429 (rate
 * limit). Errors without a response do not count.
 *
 * Source: Venice API reference, error codes and rate limits.
 */
export function countsAsFailure(error: unknown): boolean {
  if (!isVeniceError(error)) return false;
  const { status = 0, body = null } = error as Partial<APIError>;
  // The client's own error for a missing key has status 401, but no headers and no body.
  const isAnswer = body !== null || Object.keys(getErrorHeaders(error) ?? {}).length > 0;
  return isAnswer && status >= 400 && status < 500 && status !== 413 && status !== 429;
}
