import type { IncomingMessage } from 'node:http';

/** Returns the CORS headers for a page, whose origin has been checked; none for a request without `Origin`. */
export function getCorsHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  if (headers.origin === undefined) return {};

  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'access-control-allow-methods': 'GET, POST',
    // The wildcard does not cover `authorization`.
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  };
}

/** Whether the request is a CORS preflight. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
