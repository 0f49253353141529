/**
 * Validates the extra fields of a request. Throws a `TypeError` if they are invalid, or set a `stream` that `create` would
 * not see.
 */
export function checkExtraBody(extraBody?: Readonly<Record<string, unknown>>): object | undefined {
  if (extraBody === undefined) return undefined;
  const value: unknown = extraBody;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('extraBody: give an object of fields');
  }
  if ('stream' in value) throw new TypeError('extraBody.stream: set `stream` in the request');
  return value;
}
