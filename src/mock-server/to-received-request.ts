import type { EngineRequest } from './engine/engine-request.js';
import { withHiddenSecrets } from '../transport/secret-headers.js';
import type { ReceivedRequest } from './received-request.js';

/** Converts a request to an item of the mock server's `requests`. */
export function toReceivedRequest({ method, path, headers, body }: EngineRequest): ReceivedRequest {
  return { method, path, headers: withHiddenSecrets(headers), body: body === null ? null : parseBody(body) };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
