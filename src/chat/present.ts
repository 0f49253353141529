/** Whether a value that a server sent is an object with fields, whatever its type says. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value that a server sent is a list of such objects. */
export function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}

/**
 * The fields of `fields` that say something, neither null nor undefined, without those in `except`. A field named
 * `__proto__` is copied like any other.
 */
export function present(
  fields: Readonly<Record<string, unknown>>,
  except: readonly string[] = [],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value == null || except.includes(key)) continue;
    if (key === '__proto__') Object.defineProperty(result, key, { value, enumerable: true });
    else result[key] = value;
  }
  return result;
}
