import { toSingleLine } from '../single-line.js';

/** Longest request id that is kept; those of Venice have 20 to 36 characters. */
const maxRequestIdLength = 200;

/** What to name when asking Venice for help: `CF-RAY`, else `x-request-id`, as one printable line. */
export function getRequestId(headers: Readonly<Record<string, string>>): string | undefined {
  const id = headers['cf-ray'] ?? headers['x-request-id'];
  return id === undefined ? undefined : toSingleLine(id, maxRequestIdLength);
}
