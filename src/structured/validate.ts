import type { StandardResult, StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * Validates a value, and returns the schema's output: synchronously, or as a Promise if the schema is asynchronous. A plain JSON
 * Schema validates nothing: it is only for the model.
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output> | JsonSchema,
  value: unknown,
): StandardResult<Output> | PromiseLike<StandardResult<Output>> {
  return isStandardSchema(schema) ? schema['~standard'].validate(value) : { value: value as Output };
}
