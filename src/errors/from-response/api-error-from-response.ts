import type { ResponseHead } from './response-head.js';
import type { APIError } from '../api-error.js';
import { createAPIError } from './create-api-error.js';
import { type ErrorBody, describeErrorBody, readErrorBody } from './error-body.js';
import { statusOfCode } from './code-statuses.js';

/** Creates the error of a response. `cause`: why its body is incomplete, if it is. */
export function apiErrorFromResponse(head: ResponseHead, text: string, cause?: unknown): APIError {
  const body = readErrorBody(text, head.redact);
  const message = isRedirect(head.status) ? redirectMessage(head) : body.message;
  return createAPIError({ head, body: { ...body, message }, kind: head.status, inBand: false, cause });
}

/** Browsers report a redirect as status 0. */
function isRedirect(status: number): boolean {
  return status === 0 || (status >= 300 && status < 400);
}

function redirectMessage({ headers }: ResponseHead): string {
  const { location } = headers;
  return `a redirect${location === undefined ? '' : ` to ${location}`}, which is not followed`;
}

/** Creates the error that a frame or a body of a successful response reports; `frame` is parsed, or is its text. */
export function apiErrorFromFrame(head: ResponseHead, frame: unknown): APIError {
  const body: ErrorBody =
    typeof frame === 'string' ? readErrorBody(frame, head.redact) : describeErrorBody(frame);
  return createAPIError({ head, body, kind: statusOfCode(body), inBand: true });
}
