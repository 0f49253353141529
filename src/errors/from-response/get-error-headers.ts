/**
 * Where an `APIError` keeps the headers of the response: under a symbol that is not enumerable, since frameworks for servers
 * copy `error.headers` into their own response. Registered, so that it works across copies of the package.
 */
export const errorHeaders = Symbol.for('venice-rx.error.headers');

/** The response headers of an `APIError`, names in lower case; undefined for every other value. */
export function getErrorHeaders(error: unknown): Readonly<Record<string, string>> | undefined {
  return (Object(error) as { readonly [errorHeaders]?: Readonly<Record<string, string>> })[errorHeaders];
}
