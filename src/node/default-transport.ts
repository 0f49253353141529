import type { ClosableHttpTransport } from '../transport/http-transport.js';
import { undiciTransport } from './undici-transport.js';

/** The transport of a client that is given none, under the condition `node`: undici. */
export function defaultTransport(): ClosableHttpTransport {
  return undiciTransport();
}
