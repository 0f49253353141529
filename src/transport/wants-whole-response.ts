import type { TransportRequest } from './http-transport.js';

/** Whether the request is for a response in one piece. Only such a response may be compressed: in a stream, chunks would be delayed. */
export function wantsWholeResponse(headers: TransportRequest['headers']): boolean {
  return headers['accept'] === 'application/json';
}
