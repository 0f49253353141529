import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import { isVeniceError } from '../errors/venice-error.js';

/**
 * Whether Venice counts this error as a failure of its key: a response that rejects the request as invalid. Rate limits
 * (429), oversized requests (413) and server errors (5xx) do not count, nor do requests that never arrived.
 *
 * Source: Venice API reference, error codes and rate limits.
 */
export function countsAsFailure(error: unknown): boolean {
  if (!isVeniceError(error)) return false;
  const { status = 0, body = null } = error as Partial<APIError>;
  // The client's own error for a missing key was never sent: it has neither headers nor a body.
  const isAnswer = body !== null || Object.keys(getErrorHeaders(error) ?? {}).length > 0;
  return isAnswer && status >= 400 && status < 500 && status !== 413 && status !== 429;
}
