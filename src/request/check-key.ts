import { invalidOption } from '../options/invalid-option.js';

/** Returns the trimmed key. If it is not a valid header value, throws a `TypeError` that does not contain the key. */
export function checkKey(text: string): string {
  const key = text.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw invalidOption('apiKey', 'printable ASCII without spaces', key);
}
