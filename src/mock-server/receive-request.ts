import type { IncomingMessage } from 'node:http';

import { maxBodySize, type EngineRequest } from './engine/engine-request.js';

/** Maximum number of bytes to read and discard beyond `maxBodySize`. */
const maxDiscarded = maxBodySize;

/**
 * Reads a request to its end. A body over `maxBodySize` is read and discarded, since many clients read the response only after they
 * have sent the body. A body over twice that size closes the connection.
 */
export async function receiveRequest(request: IncomingMessage): Promise<EngineRequest> {
  const { method = '', url = '', headers } = request;
  const body = await readBody(request);
  return { method, path: url, headers: Object.fromEntries(Object.entries(headers).map(joinValues)), body };
}

async function readBody(request: AsyncIterable<Buffer>): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= maxBodySize) parts.push(part);
    else parts.length = 0;
    // An error in this loop destroys the request, which closes its connection.
    if (size > maxBodySize + maxDiscarded) throw new Error('the body is too large to discard');
  }
  return size <= maxBodySize ? Buffer.concat(parts).toString() : null;
}

function joinValues([name, value]: [string, string | string[] | undefined]): [string, string | undefined] {
  return [name, Array.isArray(value) ? value.join(', ') : value];
}
