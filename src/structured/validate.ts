import type { StandardResult, StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * Checks a value, and gives the one that the schema makes of it: at once, or as a Promise where the schema works that
 * way. A plain JSON Schema checks nothing: it is for the model to heed.
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output> | JsonSchema,
  value: unknown,
): StandardResult<Output> | PromiseLike<StandardResult<Output>> {
  return isStandardSchema(schema) ? schema['~standard'].validate(value) : { value: value as Output };
}
