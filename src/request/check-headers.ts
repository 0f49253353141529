import { isRecord } from '../json/is-record.js';
import { describeType } from '../options/describe-type.js';
import { assertOption, optionError } from '../options/invalid-option.js';

/** Headers that the transport sets: other values would corrupt the HTTP message. */
const transportHeaders = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Headers of a request without any. */
export const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Returns headers with lower-case names. Throws a `TypeError` that names the header, but not its value, if a name or value
 * cannot be sent. Source: RFC 9110, sections 5.1 and 5.5.
 */
export function checkHeaders(
  headers: Readonly<Record<string, string>> = noHeaders,
): Readonly<Record<string, string>> {
  if (headers === noHeaders) return noHeaders;
  assertOption(isRecord(headers) && !(Symbol.iterator in headers), 'headers', 'a plain object', headers);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]: [string, unknown]) => {
      const path = `headers[${JSON.stringify(name)}]`;
      const isName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
      if (!isName) throw optionError(path, 'be a header with a valid name', describeType(value));
      if (transportHeaders.includes(name.toLowerCase())) {
        throw optionError(path, 'be left to the transport', describeType(value));
      }
      const isText = typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
      if (!isText) throw optionError(path, 'be Latin-1 text without line breaks', describeType(value));
      return [name.toLowerCase(), value];
    }),
  );
}
