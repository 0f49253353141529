import { toSingleLine } from '../single-line.js';

/** Maximum number of characters of a request id: far more than ids have (a UUID has 36). */
const maxRequestIdLength = 200;

/** Returns the request id to quote to Venice's support as one printable line: `CF-RAY`, else `x-request-id`. */
export function getRequestId(headers: Readonly<Record<string, string>>): string | undefined {
  const id = headers['cf-ray'] ?? headers['x-request-id'];
  return id === undefined ? undefined : toSingleLine(id, maxRequestIdLength);
}
