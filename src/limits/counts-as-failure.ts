import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import { isVeniceError } from '../errors/venice-error.js';

/**
 * Whether Venice counts this error among the failures of its key: an answer that says that the request is wrong. Going too
 * fast (429), sending too much (413) and what the server cannot do (5xx) are not counted, nor is what never arrived.
 *
 * Source: Venice API reference, error codes and rate limits.
 */
export function countsAsFailure(error: unknown): boolean {
  if (!isVeniceError(error)) return false;
  const { status = 0, body = null } = error as Partial<APIError>;
  // The client's own refusal for want of a key was never sent: it has neither headers nor a body.
  const isAnswer = body !== null || Object.keys(getErrorHeaders(error) ?? {}).length > 0;
  return isAnswer && status >= 400 && status < 500 && status !== 413 && status !== 429;
}
