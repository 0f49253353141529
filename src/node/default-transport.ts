import type { ClosableHttpTransport } from '../transport/http-transport.js';
import { undiciTransport } from './undici-transport.js';

/** The default transport under the condition `node`: undici. */
export function defaultTransport(): ClosableHttpTransport {
  return undiciTransport();
}
