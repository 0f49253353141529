import { invalidOption } from '../options/invalid-option.js';

/** Throws a `TypeError` if this is not the schema of a library such as zod: a plain JSON Schema would validate nothing. */
export function assertStandardSchema(schema: unknown): void {
  const isObject = typeof schema === 'function' || (typeof schema === 'object' && schema !== null);
  if (!isObject || !('~standard' in schema))
    throw invalidOption('schema', 'a Standard Schema, such as one of zod', schema);
}
