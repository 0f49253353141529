import { trimSlashes } from '../../transport/trim-slashes.js';
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
    path: getPath(url),
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
    address: socket?.remoteAddress,
  };
}

/** What the guard needs to know of a request of the web, but its body. */
export function fromWeb({ method, url, headers }: Request): IncomingRequest {
  return { method, path: getPath(url), header: (name) => headers.get(name) ?? undefined, address: undefined };
}

/** Longer paths are refused. */
export const maxPathLength = 2048;

/** Runs before every check, so it is linear in the length of the URL. A path that is too long stays as it is. */
function getPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return path.length > maxPathLength ? path : trimSlashes(path);
}
