import { isTooDeep } from './json-depth.js';

/**
 * The value of a JSON text; the text itself where it is none, or nests too deep to be read. `redact` is applied to every text in the value, and to every
 * name of a field: JSON escapes are only recognized after parsing.
 */
export function parseJson(text: string, redact?: (text: string) => string): unknown {
  if (isTooDeep(text)) return text;
  try {
    return redact === undefined ? JSON.parse(text) : parseRedacted(text, redact);
  } catch {
    return text;
  }
}

function parseRedacted(text: string, redact: (text: string) => string): unknown {
  return JSON.parse(text, (_key, value: unknown) => redacted(value, redact));
}

function redacted(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isSafe = Object.keys(value).every((name) => redact(name) === name);
  return isSafe
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, field]) => [redact(name), field]));
}
