import type { IncomingHttpHeaders } from 'node:http';

/** Whether the headers tell where the body ends; otherwise it ends with the connection (RFC 9112, section 6.3). */
export function isFramed(headers: IncomingHttpHeaders): boolean {
  return 'content-length' in headers || 'transfer-encoding' in headers;
}

/** Returns the headers with multiple values joined by a comma. */
export function joinValues(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    joined[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return joined;
}
