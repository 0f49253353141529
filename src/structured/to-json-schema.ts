import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * The JSON Schema of what has to go into a schema; undefined where its library makes none. A plain JSON Schema is its
 * own. Throws what the library throws, where it cannot say a part of the schema in JSON Schema.
 */
export function toJsonSchema(schema: StandardSchema | JsonSchema): JsonSchema | undefined {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema } = schema['~standard'];
  if (jsonSchema === undefined) return undefined;
  try {
    return jsonSchema.input({ target: 'draft-2020-12' });
  } catch {
    // A library needs not know every draft; where the schema is at fault, this one says so as well.
    return jsonSchema.input({ target: 'draft-07' });
  }
}
