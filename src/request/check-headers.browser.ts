import { isRecord } from '../json/is-record.js';
import { describeType } from '../options/describe-type.js';
import { assertOption, optionError } from '../options/invalid-option.js';

/** Headers of a request without any. */
export const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Replaces `check-headers.ts` in browsers: the class `Headers` rejects invalid names and values, and a page cannot set the headers of
 * the transport. Returns headers with lower-case names, or throws a `TypeError` that names the header, but not its value.
 */
export function checkHeaders(
  headers: Readonly<Record<string, string>> = noHeaders,
): Readonly<Record<string, string>> {
  if (headers === noHeaders) return noHeaders;
  assertOption(isRecord(headers) && !(Symbol.iterator in headers), 'headers', 'a plain object', headers);
  return Object.fromEntries(Object.entries(headers).map(checkHeader));
}

function checkHeader([name, value]: [string, unknown]): [string, string] {
  try {
    if (typeof value === 'string' && !/[\r\n]/.test(value)) {
      new Headers([[name, value]]);
      return [name.toLowerCase(), value];
    }
  } catch {
    // Reported below.
  }
  throw optionError(`headers[${JSON.stringify(name)}]`, 'be a valid header', describeType(value));
}
