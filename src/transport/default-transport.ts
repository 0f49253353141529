import { fetchTransport } from './fetch-transport.js';
import type { ClosableHttpTransport } from './http-transport.js';

/** The default transport under every condition except `node`: the platform's `fetch`. */
export function defaultTransport(): ClosableHttpTransport {
  return Object.assign(fetchTransport(), { close: () => Promise.resolve() });
}
