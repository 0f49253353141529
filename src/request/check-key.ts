import { invalidOption } from '../options/invalid-option.js';

/** Returns the trimmed key. Throws a `TypeError` that does not contain it if it is not a valid header value. */
export function checkKey(text: string): string {
  const key = text.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw invalidOption('apiKey', 'printable ASCII without spaces', key);
}
