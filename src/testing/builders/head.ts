import type { TransportHead } from '../../transport/transport-event.js';
import { streamHead } from '../stream-head.js';

/** The head of an answer with these response headers, names in lower case. Without one an answer begins with a plain 200. */
export function head(headers: Readonly<Record<string, string>>): TransportHead {
  return { ...streamHead, headers: { ...streamHead.headers, ...headers } };
}
