/** What the transport says of a message itself; a user's word for it would break the message. */
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

/** The headers of a request without any. */
export const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Headers with their names in lower case. Throws a `TypeError` that names the header, and not its value, for a name or
 * value that cannot be sent. Source: RFC 9110, sections 5.1 and 5.5.
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
