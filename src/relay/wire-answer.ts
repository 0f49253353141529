import type { SafeError } from './safe-error.js';

/** A complete, non-streamed answer. */
export interface WireAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as a string; may be empty. */
  readonly body: string;
}

/** Serializes an error in the format of Venice, for a response or for a frame of a stream. Adds the fields of `details` to the error. */
export function errorBody({ message, code, status, retryAfter }: SafeError, details?: object): string {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const error = { message, type, code, param: null, ...details };
  return JSON.stringify({
    error: retryAfter === undefined ? error : { ...error, retry_after: seconds(retryAfter) },
  });
}

/** Returns an error as a complete response. */
export function errorAnswer(
  error: SafeError,
  headers: WireAnswer['headers'] = {},
  details?: object,
): WireAnswer {
  const { status, retryAfter } = error;
  return {
    status,
    headers: {
      ...jsonHeaders,
      ...(retryAfter !== undefined && { 'retry-after': String(seconds(retryAfter)) }),
      ...headers,
    },
    body: errorBody(error, details),
  };
}

/** Headers of every answer with a JSON body. */
export const jsonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** `Retry-After` counts whole seconds (RFC 9110, section 10.2.3). */
function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
