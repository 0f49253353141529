import { isObject } from '../json/is-record.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromFrame } from '../errors/from-response/api-error-from-response.js';
import type { APIError } from '../errors/api-error.js';
import { createAPIError } from '../errors/from-response/create-api-error.js';
import { isErrorReport } from '../errors/from-response/is-error-report.js';
import { describeErrorBody } from '../errors/from-response/error-body.js';

/** A body of an unexpected type. */
export interface UnexpectedBody {
  /** The response head. */
  readonly head: ResponseHead;
  /** The body: parsed if it is JSON, else its text. */
  readonly value: unknown;
  /** The expected type of body. */
  readonly expected: string;
  /** The error that made the body incomplete, if any. */
  readonly cause?: unknown;
}

/**
 * Creates the error of a successful response with an unexpected body: the error that the body reports, else an error that shows
 * the content type.
 */
export function unexpectedBody({ head, value, expected, cause }: UnexpectedBody): APIError {
  if (isErrorReport(value)) return apiErrorFromFrame(head, value);
  const received = head.headers['content-type'] ?? 'a body without content type';
  const body = {
    ...describeErrorBody(value),
    message: `expected ${expected}, but the server sent ${received}`,
  };
  return createAPIError({ head, body, kind: head.status, inBand: false, cause });
}

/** Whether a parsed body has a field `error`, possibly inside an array. Unlike `isErrorReport`, does not recognize other forms of errors. */
export function reportsError(value: unknown): boolean {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(outer) && 'error' in outer && Boolean(outer.error);
}
