import { closesConnection } from './closes-connection.js';
import type { TransportRequest } from './http-transport.js';
import { isWantedInOnePiece } from './is-wanted-in-one-piece.js';

/** Returns the headers for `fetch`. Requests a stream uncompressed, since a compressor would delay it. */
export function toFetchHeaders(headers: TransportRequest['headers']): Readonly<Record<string, string>> {
  return isWantedInOnePiece(headers) ? headers : { 'accept-encoding': 'identity', ...headers };
}

/** Whether the body of a response with these headers may be read with pauses. */
export function canPause(headers: Headers): boolean {
  return !closesConnection(headers.get('connection'));
}
