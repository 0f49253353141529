/** Whether a value received from a server is an object with fields, regardless of its declared type. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value received from a server is an array of such objects. */
export function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}
