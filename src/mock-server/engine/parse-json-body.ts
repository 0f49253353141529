import type { EngineRequest } from './engine-request.js';

/** Parses a JSON body. Returns an object, since the value itself may be null; undefined if the body or its content type is not JSON. */
export function parseJsonBody({ headers, body }: EngineRequest): { readonly value: unknown } | undefined {
  if (body === null || !/^application\/json\b/i.test(headers['content-type'] ?? '')) return undefined;
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return undefined;
  }
}
