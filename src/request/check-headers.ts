/** Headers that the transport sets; values from the user would corrupt the message. */
const ofTheTransport = [
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
  if (Symbol.iterator in headers) {
    throw new TypeError(
      'headers: give a plain object; Object.fromEntries(headers) makes one of a Headers object',
    );
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]: [string, unknown]) => {
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
        throw new TypeError(`headers: ${JSON.stringify(name)} is no header name`);
      }
      if (ofTheTransport.includes(name.toLowerCase())) {
        throw new TypeError(`headers.${name}: the transport sets this one`);
      }
      if (typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
        throw new TypeError(`headers.${name}: give a text without line breaks or characters beyond Latin-1`);
      }
      return [name.toLowerCase(), value];
    }),
  );
}
