/** Whether a value is an object or an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether a value received from a server is an object with fields, regardless of its declared type. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}

/** Whether a value received from a server is an array whose items are all objects with fields. */
export function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}
