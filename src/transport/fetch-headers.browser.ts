import type { TransportRequest } from './http-transport.js';

/** Returns the headers unchanged: browsers set `accept-encoding` themselves, and ignore the page's value. */
export function toFetchHeaders(headers: TransportRequest['headers']): Readonly<Record<string, string>> {
  return headers;
}

/** Returns true: browsers hide the header `connection`, and can pause any response. */
export function canPause(): boolean {
  return true;
}
