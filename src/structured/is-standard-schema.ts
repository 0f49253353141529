import type { StandardSchema } from '../wire/standard-schema.js';

/** Whether this is a schema of a library, which may also be a function, rather than a plain JSON Schema. */
export function isStandardSchema<Output>(
  schema: StandardSchema<unknown, Output> | object,
): schema is StandardSchema<unknown, Output> {
  return '~standard' in schema;
}
