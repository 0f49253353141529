import type { TransportData } from '../../transport/transport-event.js';

/** Bytes of a body: one event of a stream with this data, a text as it is or any other value as JSON. */
export function sse(data: unknown): TransportData {
  return bytes(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
}

/** Bytes of a body, as they are. */
export function bytes(text: string): TransportData {
  return { type: 'data', bytes: new TextEncoder().encode(text) };
}
