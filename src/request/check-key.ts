/** The key without the white space around it. Throws a `TypeError` that does not show it when a header cannot carry it. */
export function checkKey(text: string): string {
  const key = text.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new TypeError('apiKey: must be printable ASCII without spaces');
}
