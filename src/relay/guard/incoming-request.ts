import { trimSlashes } from '../../transport/trim-slashes.js';
import type { NodeRequest } from '../node-messages.js';

/** The parts of a Node or web request that the guard uses. */
export interface IncomingRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Returns a header, or undefined. */
  readonly header: (name: string) => string | undefined;
  /** The address of the connection, if known. */
  readonly address: string | undefined;
}

/** Converts a Node request, without its body. */
export function fromNode(message: NodeRequest): IncomingRequest {
  const { method = 'GET', url = '/', originalUrl = url, headers, socket } = message;
  const path = getPath(url);
  return {
    method,
    // Express removes the path that a handler is mounted at from `url`.
    path: isKnownPath(path) ? path : getPath(originalUrl),
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
    address: socket?.remoteAddress,
  };
}

/** Converts a web request, without its body. */
export function fromWeb({ method, url, headers }: Request): IncomingRequest {
  return { method, path: getPath(url), header: (name) => headers.get(name) ?? undefined, address: undefined };
}

/** Paths that the guard answers, after any prefix. */
const knownPaths: readonly string[] = ['/chat/completions', '/models'];

function isKnownPath(path: string): boolean {
  return knownPaths.some((end) => path.endsWith(end));
}

/** Maximum number of characters of a path. */
export const maxPathLength = 2048;

/**
 * Returns the path of a URL. Runs before every check, so its cost is linear in the length of the URL. A path that is too long is returned
 * unchanged.
 */
function getPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return path.length > maxPathLength ? path : trimSlashes(path);
}
