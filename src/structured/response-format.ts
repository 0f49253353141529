import { isRecord } from '../json/is-record.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema, ResponseFormat } from '../wire/tool.js';
import { toJsonSchema } from './to-json-schema.js';

/** Options of {@link responseFormat}. */
export interface ResponseFormatOptions {
  /**
   * Holds the model to the schema. Then every object of the schema has to be closed and all its properties required, as
   * Venice's API reference has it; objects that say nothing of other properties are closed for you. Default: true.
   */
  readonly strict?: boolean;
}

/**
 * Makes the `response_format` of a request from a schema.
 *
 * The schema is one of any library that keeps to the Standard Schema and makes JSON Schemas, such as zod, or a plain JSON
 * Schema. What goes into the schema counts: what the model has to write. Throws a `TypeError` where a strict schema has a
 * property that may be missing, and names it: make that one nullable, or say `strict: false`.
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
  const { strict = true } = options;
  if (!/^[\w-]{1,64}$/.test(name)) throw new TypeError('name: give 1 to 64 letters, digits, _ or -');
  const found = toJsonSchema(schema);
  if (found === undefined)
    throw new TypeError('schema: its library makes no JSON Schema; make one, and give that');
  const { $schema: _draft, ...own } = found;
  return {
    type: 'json_schema',
    json_schema: { name, strict, schema: strict ? closed(own, 'schema') : own },
  };
}

/** The schema with its objects closed. */
function closed(schema: JsonSchema, path: string): JsonSchema {
  const inner = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    const below = `${path}.${keyword}`;
    if (keywordsOfMany.includes(keyword) && isRecord(value)) return [keyword, closedEach(value, below)];
    if (Array.isArray(value) && keywordsOfLists.includes(keyword))
      return [
        keyword,
        value.map((one, at) => (isRecord(one) ? closed(one, `${below}[${at}]`) : (one as unknown))),
      ];
    return [keyword, keyword === 'items' && isRecord(value) ? closed(value, below) : value];
  });
  const result = Object.fromEntries(inner);
  const { properties, additionalProperties } = schema;
  if (!isRecord(properties) && additionalProperties === undefined) return result;
  checkObject(schema, isRecord(properties) ? properties : {}, path);
  return { ...result, additionalProperties: false };
}

const keywordsOfMany = ['properties', '$defs', 'definitions'];
// Not `allOf`: closed objects would shut out each other's properties.
const keywordsOfLists = ['anyOf', 'oneOf', 'prefixItems', 'items'];

function closedEach(schemas: JsonSchema, path: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([key, value]) => [
      key,
      isRecord(value) ? closed(value, `${path}.${key}`) : value,
    ]),
  );
}

function checkObject(schema: JsonSchema, properties: JsonSchema, path: string): void {
  const { additionalProperties = false, required } = schema;
  const known: readonly unknown[] = Array.isArray(required) ? required : [];
  const missing = Object.keys(properties).find((key) => !known.includes(key));
  if (missing !== undefined)
    throw new TypeError(
      `${path}.properties.${missing}: a strict schema needs every property; make it nullable, or say strict: false`,
    );
  if (additionalProperties !== false)
    throw new TypeError(`${path}: a strict schema has no other properties; close it, or say strict: false`);
}
