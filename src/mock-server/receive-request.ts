import type { IncomingMessage } from 'node:http';

import { maxBodySize, type EngineRequest } from './engine/engine-request.js';

/** Maximum number of bytes to read and discard beyond the limit; after that, the connection is closed. */
const maxDropped = maxBodySize;

/**
 * Reads a request to its end. A body over the limit is read and discarded, since the client reads the response only after it has
 * sent the body; a body over twice the limit closes the connection.
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
    if (size > maxBodySize + maxDropped) throw new Error('the body does not end');
  }
  return size <= maxBodySize ? Buffer.concat(parts).toString() : null;
}

function joinValues([name, value]: [string, string | string[] | undefined]): [string, string | undefined] {
  return [name, Array.isArray(value) ? value.join(', ') : value];
}
