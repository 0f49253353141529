import { fetchTransport } from './fetch-transport.js';
import type { ClosableHttpTransport } from './http-transport.js';

/** The transport of a client that is given none, under every condition but `node`: the platform's `fetch`. */
export function defaultTransport(): ClosableHttpTransport {
  return Object.assign(fetchTransport(), { close: () => Promise.resolve() });
}
