import type { APIError } from '../../errors/api-error.js';
import {
  apiErrorFromResponse,
  apiErrorFromFrame,
} from '../../errors/from-response/api-error-from-response.js';
import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { anything } from '../../options/option-rules.js';
import { getInBandCode, getReasonPhrase } from '../reason-phrases.js';
import { streamHead } from '../stream-head.js';

/** Options of {@link apiError}, besides the status. */
export interface ApiErrorDetails {
  /** Message of the server. Default: the reason phrase of the status, such as `Too Many Requests`. */
  readonly message?: string;
  /** The server's code. Default: none; inside a stream, `model_overloaded` for 429, otherwise the status as a string. */
  readonly code?: string;
  /** Milliseconds to wait, sent as `Retry-After`, or inside a stream as `retry_after`. Default: not sent. */
  readonly retryAfter?: number;
  /** Additional response headers, with lower-case names. Ignored inside a stream. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, instead of the one built from `message` and `code`. */
  readonly body?: unknown;
  /** Whether the error arrives inside a stream that started with a 200. Default: false. */
  readonly inBand?: boolean;
}

const rules: OptionRules<ApiErrorDetails> = {
  message: anything,
  code: anything,
  retryAfter: anything,
  headers: anything,
  body: anything,
  inBand: anything,
};

/**
 * Creates the error that the client emits for a response with this status, an instance of the same class. Use it as the error of
 * a chat (`#` in its marbles), and as the expected error of a test.
 */
export function apiError(status: number, details: ApiErrorDetails = {}): APIError {
  checkOptions(details, rules);
  return details.inBand === true ? inBandError(status, details) : httpError(status, details);
}

/** Converts an HTTP error to an error inside a stream, with the same message, code and `retryAfter`. */
export function toInBand(error: APIError): APIError {
  if (error.inBand) return error;
  const { status = 500, code, message, retryAfter } = error;
  return inBandError(status, {
    message: message.replace(`${status} `, ''),
    ...(code !== null && { code }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function httpError(status: number, details: ApiErrorDetails): APIError {
  const { message = getReasonPhrase(status), code, retryAfter } = details;
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter / 1000) }),
    ...details.headers,
  };
  const body = details.body ?? { error: message, ...(code !== undefined && { code }) };
  return apiErrorFromResponse({ status, headers, now: 0 }, JSON.stringify(body));
}

function inBandError(status: number, details: ApiErrorDetails): APIError {
  const { message = getReasonPhrase(status), code = getInBandCode(status), retryAfter } = details;
  const error = { message, code, ...(retryAfter !== undefined && { retry_after: retryAfter / 1000 }) };
  return apiErrorFromFrame({ ...streamHead, now: 0 }, details.body ?? { error });
}
