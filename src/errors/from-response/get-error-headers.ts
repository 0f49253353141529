/**
 * Key of the response headers of an `APIError`: a symbol instead of the name `headers`, since server frameworks copy `error.headers`
 * into their own response. Registered with `Symbol.for` so that it works across copies of the package.
 */
export const errorHeaders = Symbol.for('venice-rx.error.headers');

/** Returns the response headers of an `APIError`, names in lower case; undefined for any other value. */
export function getErrorHeaders(error: unknown): Readonly<Record<string, string>> | undefined {
  return (Object(error) as { readonly [errorHeaders]?: Readonly<Record<string, string>> })[errorHeaders];
}
