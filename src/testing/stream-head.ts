import type { TransportHead } from '../transport/transport-event.js';

/** The head of a stream. */
export const streamHead: TransportHead = {
  type: 'head',
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
};
