import type { TransportRequest } from './http-transport.js';

/** Browsers choose the compression themselves, and ignore the header. */
export function toFetchHeaders(headers: TransportRequest['headers']): Readonly<Record<string, string>> {
  return headers;
}

/** Browsers hide the header `connection`, and may pause any response. */
export function canPause(): boolean {
  return true;
}
