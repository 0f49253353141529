import { toSingleLine } from '../single-line.js';

/** Maximum length of a request id; Venice's have 20 to 36 characters. */
const maxRequestIdLength = 200;

/** Request id to quote to Venice's support: `CF-RAY`, else `x-request-id`, as one printable line. */
export function getRequestId(headers: Readonly<Record<string, string>>): string | undefined {
  const id = headers['cf-ray'] ?? headers['x-request-id'];
  return id === undefined ? undefined : toSingleLine(id, maxRequestIdLength);
}
