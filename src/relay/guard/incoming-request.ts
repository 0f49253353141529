import type { NodeRequest } from '../node-messages.js';

/** A request that the guard looks at, of Node or of the web. */
export interface IncomingRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path, without the query. */
  readonly path: string;
  /** One header, or undefined. */
  readonly header: (name: string) => string | undefined;
  /** The address of the connection, where there is one. */
  readonly address: string | undefined;
}

/** What the guard needs to know of a request of Node, but its body. */
export function fromNode({ method = 'GET', url = '/', headers, socket }: NodeRequest): IncomingRequest {
  return {
    method,
    path: pathOf(url),
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
    address: socket?.remoteAddress,
  };
}

/** What the guard needs to know of a request of the web, but its body. */
export function fromWeb({ method, url, headers }: Request): IncomingRequest {
  return { method, path: pathOf(url), header: (name) => headers.get(name) ?? undefined, address: undefined };
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
}
