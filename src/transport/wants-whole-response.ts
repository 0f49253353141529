import type { TransportRequest } from './http-transport.js';

/** Whether the response is not streamed and may be compressed: a stream would wait for its compressor. */
export function wantsWholeResponse(headers: TransportRequest['headers']): boolean {
  return headers['accept'] === 'application/json';
}
