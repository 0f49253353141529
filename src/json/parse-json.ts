import { isRecord } from './is-record.js';
import { isTooDeep } from '#json-depth';
import { rewriteNonFinite } from './non-finite-numbers.js';

/**
 * Returns the parsed value of a JSON string; the string itself if it is not JSON, or is nested too deeply. Accepts `NaN` and
 * `Infinity`. `redact` is applied to every string and every field name in the value: a secret may be written with JSON escapes, so that it
 * is only recognized after parsing.
 */
export function parseJson(text: string, redact?: (text: string) => string): unknown {
  if (isTooDeep(text)) return text;
  try {
    return parse(text, redact);
  } catch {
    return parseNonFinite(text, redact);
  }
}

function parseNonFinite(text: string, redact?: (text: string) => string): unknown {
  try {
    const json = rewriteNonFinite(text);
    return json === text ? text : parse(json, redact);
  } catch {
    return text;
  }
}

function parse(text: string, redact: ((text: string) => string) | undefined): unknown {
  if (redact === undefined) return JSON.parse(text);
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
