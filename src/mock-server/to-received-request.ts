import type { EngineRequest } from './engine/engine-request.js';
import { withHiddenSecrets } from '../transport/secret-headers.js';
import type { ReceivedRequest } from './received-request.js';

/** Converts a request to the record of it that users see. */
export function toReceivedRequest({ method, path, headers, body }: EngineRequest): ReceivedRequest {
  return { method, path, headers: withHiddenSecrets(headers), body: body === null ? null : parsed(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
