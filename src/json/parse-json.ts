import { isRecord } from './is-record.js';
import { isTooDeep } from './json-depth.js';

/**
 * Returns the parsed value of a JSON string; the string itself if it is not JSON, or is nested too deeply. `redact` is applied
 * to every string and every key in the value: JSON escapes are only recognized after parsing.
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
  if (!isRecord(value)) return value;
  const isSafe = Object.keys(value).every((name) => redact(name) === name);
  return isSafe
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, field]) => [redact(name), field]));
}
