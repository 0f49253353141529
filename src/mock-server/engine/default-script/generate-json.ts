import type { JsonSchema } from '../../../wire/tool.js';
import { generateString } from './generate-string.js';

/** From this depth on, optional properties and the items beyond `minItems` are left out, so that most recursive schemas terminate. */
const maxDepth = 5;

/** Generates a value for a JSON Schema. Ignores some keywords, such as `pattern`. Strings without a known format are the `words` in turn. */
export function generateJson(schema: JsonSchema, words: readonly string[] = []): unknown {
  return new ValueGenerator(schema, words).value(schema, 0);
}

class ValueGenerator {
  #textCount = 0;
  readonly #root: JsonSchema;
  readonly #words: readonly string[];

  constructor(root: JsonSchema, words: readonly string[]) {
    this.#root = root;
    this.#words = words;
  }

  value(unresolved: JsonSchema, depth: number): unknown {
    const schema = this.#resolve(unresolved, depth);
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
    switch (getType(schema, depth)) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, depth);
      case 'string':
        return generateString(schema, () => this.#nextWord());
      case 'integer':
        return numberFor(schema, 1);
      case 'number':
        return numberFor(schema, 0.5);
      case 'boolean':
        return true;
      default:
        return null;
    }
  }

  #object(schema: JsonSchema, depth: number): unknown {
    const properties = Object.entries(toRecord(schema['properties']));
    const required = toArray(schema['required']);
    const generated = depth < maxDepth ? properties : properties.filter(([key]) => required.includes(key));
    return Object.fromEntries(generated.map(([key, value]) => [key, this.value(toRecord(value), depth + 1)]));
  }

  #array(schema: JsonSchema, depth: number): unknown {
    const { minItems = 0, maxItems = Infinity, prefixItems, items } = schema as ArraySchema;
    if (Array.isArray(prefixItems)) return prefixItems.map((item) => this.value(toRecord(item), depth + 1));
    const length = Math.max(minItems, depth < maxDepth ? Math.min(2, maxItems) : 0);
    return Array.from({ length }, () => this.value(toRecord(items), depth + 1));
  }

  #nextWord(): string | undefined {
    const word = this.#words[this.#textCount % Math.max(1, this.#words.length)];
    this.#textCount += 1;
    return word;
  }

  /** Resolves `$ref`, merges `allOf`, and selects one schema of `anyOf` or `oneOf`. */
  #resolve(schema: JsonSchema, depth: number): JsonSchema {
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    const target = typeof $ref === 'string' ? this.#target($ref) : {};
    const alternatives = toArray(anyOf ?? oneOf).map(toRecord);
    // From the maximum depth on, prefers the alternative that ends the recursion.
    const last = depth >= maxDepth ? alternatives.find(({ type }) => type === 'null') : undefined;
    const parts = [target, ...toArray(allOf).map(toRecord), last ?? alternatives[0] ?? {}];
    const found = parts
      .filter((part) => Object.keys(part).length > 0)
      .map((part) => this.#resolve(part, depth));
    return found.length === 0 ? own : mergeSchemas([...found, own]);
  }

  #target(pointer: string): JsonSchema {
    const steps = pointer.replace(/^#\/?/, '').split('/').filter(Boolean);
    return steps.reduce<JsonSchema>(
      (schema, step) => toRecord(schema[step.replace(/~1/g, '/').replace(/~0/g, '~')]),
      this.#root,
    );
  }
}

interface ArraySchema {
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly prefixItems?: unknown;
  readonly items?: unknown;
}

/** `Object.assign` without a spread: a request may contain more schemas than a function can have arguments. */
function assignAll(parts: readonly JsonSchema[]): JsonSchema {
  return parts.reduce<JsonSchema>((all, part) => Object.assign(all, part), {});
}

function mergeSchemas(schemas: readonly JsonSchema[]): JsonSchema {
  const properties = assignAll(schemas.map((schema) => toRecord(schema['properties'])));
  const required = schemas.flatMap((schema) => toArray(schema['required']));
  const all = assignAll(schemas);
  return {
    ...all,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function getType(schema: JsonSchema, depth: number): unknown {
  const types = toArray(schema['type']);
  if (types.includes('null') && depth >= maxDepth) return 'null';
  if (types.length > 0) return types[0];
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : typeof schema['type'] === 'string' ? schema['type'] : 'string';
}

function numberFor(schema: JsonSchema, step: number): number {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema as Record<
    string,
    number | undefined
  >;
  const unit = multipleOf ?? step;
  const low = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + unit);
  const high = maximum ?? (exclusiveMaximum === undefined ? undefined : exclusiveMaximum - unit);
  const wanted = Math.min(Math.max(unit, low ?? unit), high ?? Infinity);
  return multipleOf === undefined ? wanted : Math.ceil(wanted / multipleOf) * multipleOf;
}

function toRecord(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
