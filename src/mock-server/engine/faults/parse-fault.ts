import { checkOptions } from '../../../options/check-options.js';
import { type Fault, faultKinds, faultRules, lineEnds } from './fault.js';

/**
 * Parses a fault from a string such as `reset; after=3` or `http=overloaded`. The parts are the fields of {@link Fault}, also
 * with dashes (`hold-open=5000`); values may be percent-encoded. For an invalid string, returns the fault of a 400 that describes
 * the mistake: a test must not pass because its fault was ignored.
 */
export function parseFault(text: string): Fault {
  try {
    const fault = readFaultString(text);
    checkOptions(fault, faultRules);
    return fault;
  } catch (error) {
    return { http: { status: 400, body: { error: `x-fault: ${(error as Error).message}` } } };
  }
}

/** Reads the parts of a string, without validating their values. */
export function readFaultString(text: string): Fault {
  const fields: (readonly [string, unknown])[] = [];
  const headers: [string, string][] = [];
  for (const part of text.split(';')) {
    const [, key = '', value] = /^\s*([^=\s]*)\s*(?:=([^]*))?$/.exec(part) ?? [undefined, part.trim()];
    const decoded = decodeURIComponent(value?.trim() ?? '');
    if (key === 'header') headers.push(readHeader(decoded));
    else if (key !== '') fields.push(readField(key, value === undefined ? undefined : decoded));
  }
  if (headers.length > 0) fields.push(['headers', Object.fromEntries(headers)]);
  // `fromEntries` creates own properties, so `__proto__` is an unknown field like any other.
  return Object.fromEntries(fields);
}

/** The fields whose value is a word; the values of the others are numbers, except `body` and `header`. */
const wordFields: readonly string[] = ['http', 'kind', 'lineEnd'];

function readField(key: string, value: string | undefined): readonly [string, unknown] {
  if (value === undefined && faultKinds.includes(key)) return ['kind', key];
  if (value === undefined && lineEnds.has(key)) return ['lineEnd', key];
  const name = key.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (wordFields.includes(name)) return [name, value ?? ''];
  return [name, name === 'body' ? jsonOrText(value ?? '') : toNumber(value ?? '')];
}

function toNumber(value: string): number {
  if (value === 'never') return Infinity;
  return value === '' ? Number.NaN : Number(value);
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new TypeError('`header` must be a name and a value, such as `retry-after:5`');
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
