import type { TransportHead } from '../../transport/transport-event.js';
import { streamHead } from '../stream-head.js';

/** Creates the head of a response with these headers (lower-case names). Without one, an answer starts with a plain 200. */
export function head(headers: Readonly<Record<string, string>>): TransportHead {
  return { ...streamHead, headers: { ...streamHead.headers, ...headers } };
}
