import type { APIError } from '../../errors/api-error.js';
import { apiErrorFromAnswer, apiErrorFromFrame } from '../../errors/from-response/api-error-from-response.js';
import { codeOfStatus, nameOfStatus } from '../names-of-statuses.js';
import { streamHead } from '../stream-head.js';

/** What {@link apiError} is made of, besides its status. */
export interface ApiErrorDetails {
  /** What the server says. Default: the name of the status, such as `Too Many Requests`. */
  readonly message?: string;
  /** The server's code. Default: none; inside a stream one that stands for the status. */
  readonly code?: string;
  /** How long the server asks to wait, in milliseconds. Default: it does not ask. */
  readonly retryAfter?: number;
  /** More response headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, instead of the one that `message` and `code` make. */
  readonly body?: unknown;
  /** True: as it comes inside a stream that had begun with a 200. Default: false. */
  readonly inBand?: boolean;
}

/**
 * The error that the client emits for an answer with this status, of the class that belongs to it. It is what a chat fails
 * with (`#` in its marbles), and what a test expects.
 */
export function apiError(status: number, facts: ApiErrorDetails = {}): APIError {
  return facts.inBand === true ? inBandError(status, facts) : httpError(status, facts);
}

/** The same failure as it comes once the stream has begun. */
export function toInBand(error: APIError): APIError {
  if (error.inBand) return error;
  const { status = 500, code, message, retryAfter } = error;
  return inBandError(status, {
    message: message.replace(`${status} `, ''),
    ...(code !== null && { code }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function httpError(status: number, facts: ApiErrorDetails): APIError {
  const { message = nameOfStatus(status), code, retryAfter } = facts;
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter / 1000) }),
    ...facts.headers,
  };
  const body = facts.body ?? { error: message, ...(code !== undefined && { code }) };
  return apiErrorFromAnswer({ status, headers, now: 0 }, JSON.stringify(body));
}

function inBandError(status: number, facts: ApiErrorDetails): APIError {
  const { message = nameOfStatus(status), code = codeOfStatus(status), retryAfter } = facts;
  const error = { message, code, ...(retryAfter !== undefined && { retry_after: retryAfter / 1000 }) };
  return apiErrorFromFrame({ ...streamHead, now: 0 }, facts.body ?? { error });
}
