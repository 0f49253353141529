/** Whether a value that a server sent is an object with fields, whatever its type says. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value that a server sent is a list of such objects. */
export function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}
