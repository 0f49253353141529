import type { APIError } from 'venice-rx';
import {
  apiErrorFromResponse,
  apiErrorFromFrame,
} from '../../src/errors/from-response/api-error-from-response.js';

/** Arrival time of the responses in these specs, unless they have a `Date` header: Mon, 14 Sep 2026 12:00:00 GMT. */
export const now = 1_789_387_200_000;

/** The error of a response with this status. */
export function responseError(
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): APIError {
  return apiErrorFromResponse({ status, headers, now }, body);
}

/** The error that a frame of a stream reports. */
export function frameError(frame: unknown, headers: Readonly<Record<string, string>> = {}): APIError {
  return apiErrorFromFrame({ status: 200, headers, now }, frame);
}
