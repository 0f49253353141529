import type { TransportHead } from '../../transport/transport-event.js';
import { streamHead } from '../stream-head.js';

/** Creates the head of a response with status 200 and these headers (lower-case names). Without it, an answer starts with a default head. */
export function head(headers: Readonly<Record<string, string>>): TransportHead {
  return { ...streamHead, headers: { ...streamHead.headers, ...headers } };
}
