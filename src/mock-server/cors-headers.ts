import type { IncomingMessage } from 'node:http';

/** Headers that let a page talk to the server whose origin is allowed; empty for callers that are not a page. */
export function corsHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  if (headers.origin === undefined) return {};

  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'access-control-allow-methods': 'GET, POST',
    // The asterisk would leave out `authorization`.
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  };
}

/** Whether a browser asks if it may send the real request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
