import type { EngineRequest } from '../engine/engine-request.js';
import type { ReceivedRequest } from './received-request.js';

const credentials = ['authorization', 'cookie', 'proxy-authorization', 'sign-in-with-x', 'x-sign-in-with-x'];

/** Turns a request into the record of it that users see. */
export function toReceivedRequest({ method, path, headers, body }: EngineRequest): ReceivedRequest {
  return { method, path, headers: hideCredentials(headers), body: body === null ? null : parsed(body) };
}

// Not enumerable is enough: a spec can still ask for the header by its name.
function hideCredentials(headers: EngineRequest['headers']): ReceivedRequest['headers'] {
  const hidden = { ...headers };
  for (const name of credentials) {
    if (name in hidden) Object.defineProperty(hidden, name, { enumerable: false });
  }
  return hidden;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
