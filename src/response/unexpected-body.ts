import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromFrame } from '../errors/from-response/api-error-from-response.js';
import type { APIError } from '../errors/api-error.js';
import { createAPIError } from '../errors/from-response/create-api-error.js';
import { describeErrorBody } from '../errors/from-response/error-body.js';

/** A body that is not what was asked for. */
export interface UnexpectedBody {
  /** The head of the answer. */
  readonly head: ResponseHead;
  /** The body: parsed where it is JSON, else its text. */
  readonly value: unknown;
  /** What was asked for. */
  readonly expected: string;
  /** What made the body incomplete, where anything did. */
  readonly cause?: unknown;
}

/**
 * The error that a 200 is whose body is not what was asked for: the error that the body reports, else one that says
 * what came instead.
 */
export function unexpectedBody({ head, value, expected, cause }: UnexpectedBody): APIError {
  if (reportsError(value)) return apiErrorFromFrame(head, value);
  const came = head.headers['content-type'] ?? 'a body without content type';
  const body = { ...describeErrorBody(value), message: `expected ${expected}, but the server sent ${came}` };
  return createAPIError({ head, body, kind: head.status, inBand: false, cause });
}

/** Whether a parsed body reports an error; some servers wrap it in a list. */
export function reportsError(value: unknown): boolean {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  return typeof outer === 'object' && outer !== null && 'error' in outer && Boolean(outer.error);
}
