import { isRecord } from '../json/is-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything, identifier } from '../options/option-rules.js';
import { assertOption } from '../options/invalid-option.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema, ResponseFormat } from '../wire/tool.js';
import { toJsonSchema } from './to-json-schema.js';

/** Options of {@link responseFormat}. */
export interface ResponseFormatOptions {
  /**
   * Makes the model follow the schema. Venice then demands that each object of the schema requires all of its properties and allows no
   * others. Adds `additionalProperties: false` to objects with `properties`, except in `allOf`. Default: true.
   */
  readonly strict?: boolean;
}

const rules: OptionRules<ResponseFormatOptions> = { strict: anything };

/**
 * Creates the `response_format` of a request from a schema.
 *
 * Takes a schema of any library that implements Standard Schema and generates JSON Schema, such as zod, or a plain JSON Schema.
 * Uses the input type of the schema, which the model has to write. Throws a `TypeError` if an object of a strict schema has an optional
 * property or allows additional ones: make the property nullable, close the object, or set `strict: false`.
 *
 * @example
 * ```ts
 * import { VeniceClient, responseFormat, toObject } from 'venice-rx';
 * import { z } from 'zod';
 *
 * const Person = z.object({ name: z.string(), age: z.number() });
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({
 *     model: 'default',
 *     messages: [{ role: 'user', content: 'Invent a person.' }],
 *     response_format: responseFormat(Person, 'person'),
 *     stream: true,
 *   })
 *   .pipe(toObject(Person))
 *   .subscribe(({ name, age }) => console.log(name, age));
 * ```
 */
export function responseFormat(
  schema: StandardSchema | JsonSchema,
  name: string,
  options: ResponseFormatOptions = {},
): ResponseFormat {
  checkOptions(options, rules);
  const { strict = true } = options;
  const [isName, expected] = identifier;
  assertOption(isName(name), 'name', expected, name);
  const jsonSchema = toJsonSchema(schema);
  assertOption(jsonSchema !== undefined, 'schema', 'a JSON Schema, or a schema that generates one', schema);
  const { $schema: _draft, ...withoutDraft } = jsonSchema;
  return {
    type: 'json_schema',
    json_schema: { name, strict, schema: strict ? closeObjects(withoutDraft, 'schema') : withoutDraft },
  };
}

/**
 * Returns the schema with `additionalProperties: false` for its objects with `properties`, except in `allOf`. Throws a `TypeError` for an object
 * with optional or additional properties. `path` is for the error message.
 */
function closeObjects(schema: JsonSchema, path: string): JsonSchema {
  const inner = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    const innerPath = `${path}.${keyword}`;
    if (schemaMapKeywords.includes(keyword) && isRecord(value)) return [keyword, closeEach(value, innerPath)];
    if (Array.isArray(value) && schemaListKeywords.includes(keyword))
      return [keyword, value.map((item: unknown, at) => closeIfSchema(item, `${innerPath}[${at}]`))];
    return [keyword, keyword === 'items' ? closeIfSchema(value, innerPath) : value];
  });
  const result = Object.fromEntries(inner);
  const { properties, additionalProperties } = schema;
  if (!isRecord(properties) && additionalProperties === undefined) return result;
  checkObject(schema, isRecord(properties) ? properties : {}, path);
  return { ...result, additionalProperties: false };
}

/** Keywords whose value is an object of schemas. */
const schemaMapKeywords = ['properties', '$defs', 'definitions'];
/** Keywords whose value is an array of schemas. Without `allOf`: closed objects would exclude each other's properties. */
const schemaListKeywords = ['anyOf', 'oneOf', 'prefixItems', 'items'];

function closeEach(schemas: JsonSchema, path: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([key, value]) => [key, closeIfSchema(value, `${path}.${key}`)]),
  );
}

/** A schema may be `true` or `false` too. */
function closeIfSchema(value: unknown, path: string): unknown {
  return isRecord(value) ? closeObjects(value, path) : value;
}

function checkObject(schema: JsonSchema, properties: JsonSchema, path: string): void {
  const { additionalProperties = false, required } = schema;
  const requiredNames: readonly unknown[] = Array.isArray(required) ? required : [];
  const missing = Object.keys(properties).find((key) => !requiredNames.includes(key));
  if (missing !== undefined)
    throw new TypeError(
      `\`${path}.properties.${missing}\` must be required in a strict schema; make it nullable, or set \`strict: false\``,
    );
  if (additionalProperties !== false)
    throw new TypeError(
      `\`${path}\` must not allow additional properties in a strict schema; close it, or set \`strict: false\``,
    );
}
