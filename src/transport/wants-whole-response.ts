import type { TransportRequest } from './http-transport.js';

/** Whether the request is for a response in one piece, which may be compressed; compressing a stream would delay its chunks. */
export function wantsWholeResponse(headers: TransportRequest['headers']): boolean {
  return headers['accept'] === 'application/json';
}
