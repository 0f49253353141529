import type { TransportHead } from '../../transport/transport-event.js';
import { streamHead } from '../stream-head.js';

/** Creates the head of a response with status 200 and these headers, with lower-case names. An answer without a head gets a default one. */
export function head(headers: Readonly<Record<string, string>>): TransportHead {
  return { ...streamHead, headers: { ...streamHead.headers, ...headers } };
}
