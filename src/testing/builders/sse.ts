import type { TransportData } from '../../transport/transport-event.js';

/** Encodes one server-sent event with this data: a string is sent unchanged, any other value as JSON. */
export function sse(data: unknown): TransportData {
  return bytes(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
}

/** Encodes a string, unchanged, as bytes of a body. */
export function bytes(text: string): TransportData {
  return { type: 'data', bytes: new TextEncoder().encode(text) };
}
