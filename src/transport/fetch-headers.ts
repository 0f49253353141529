import { closesConnection } from './closes-connection.js';
import type { TransportRequest } from './http-transport.js';
import { wantsWholeResponse } from './wants-whole-response.js';

/** Returns the headers for `fetch`. Requests streams without compression, which would delay their chunks. */
export function toFetchHeaders(headers: TransportRequest['headers']): Readonly<Record<string, string>> {
  return wantsWholeResponse(headers) ? headers : { 'accept-encoding': 'identity', ...headers };
}

/** Whether the body of a response with these headers may be read with pauses. */
export function canPause(headers: Headers): boolean {
  return !closesConnection(headers.get('connection'));
}
