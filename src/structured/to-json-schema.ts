import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * Generates the JSON Schema of a schema's input; undefined if its library cannot. A plain JSON Schema is returned unchanged.
 * Throws the library's error if JSON Schema cannot express a part of the schema.
 */
export function toJsonSchema(schema: StandardSchema | JsonSchema): JsonSchema | undefined {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema } = schema['~standard'];
  if (jsonSchema === undefined) return undefined;
  try {
    return jsonSchema.input({ target: 'draft-2020-12' });
  } catch {
    // The library may not support the first draft. If instead the schema is at fault, this call throws, too.
    return jsonSchema.input({ target: 'draft-07' });
  }
}
