import { isRecord } from '../json/is-record.js';
import type { JsonSchema } from '../wire/tool.js';

/** Maximum number of alternatives at one place: further ones are ignored, since their number may multiply at each level of a schema. */
const maxAlternatives = 256;
/** Keywords of a string schema that the beginning of a matching string does not match. */
const wholeTextKeywords = ['enum', 'const', 'format', 'pattern'];

/**
 * The part of a JSON Schema for one place in a document. Follows references, and considers all alternatives, since the document in progress
 * does not show yet which of them matches.
 */
export class SchemaPlace {
  /** Whether only a whole string has a meaning here, for example a member of an enum, or a date. */
  readonly isTextWhole: boolean;
  readonly #root: JsonSchema;
  readonly #alternatives: readonly JsonSchema[];
  /** For each alternative, the schemas of its first items, in order. */
  readonly #tuples: readonly (readonly unknown[])[];
  /** The places of properties and items, created when they are needed. */
  readonly #inner = new Map<string, SchemaPlace>();

  constructor(schemas: readonly unknown[], root: JsonSchema) {
    this.#root = root;
    this.#alternatives = withAlternatives(schemas, root);
    this.#tuples = this.#alternatives.map(getTupleItems);
    this.isTextWhole = this.#alternatives.some((schema) =>
      wholeTextKeywords.some((keyword) => schema[keyword] !== undefined),
    );
  }

  /** The place of a property of this object. */
  property(key: string): SchemaPlace {
    const isNamed = this.#alternatives.some(({ properties }) => has(properties, key));
    return this.#placeOf(isNamed ? `.${key}` : 'others', (schema) =>
      has(schema['properties'], key) ? schema['properties'][key] : getOtherProperties(schema),
    );
  }

  /** The place of an item of this array. */
  item(index: number): SchemaPlace {
    const isNamed = this.#tuples.some(({ length }) => index < length);
    return this.#placeOf(isNamed ? `[${index}]` : 'rest', (schema, at) => {
      const tuple = this.#tuples[at] ?? [];
      if (index < tuple.length) return tuple[index];
      return Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'];
    });
  }

  #placeOf(name: string, schemaIn: (schema: JsonSchema, at: number) => unknown): SchemaPlace {
    const cached = this.#inner.get(name);
    if (cached !== undefined) return cached;
    const place = new SchemaPlace(this.#alternatives.map(schemaIn), this.#root);
    this.#inner.set(name, place);
    return place;
  }
}

/** Returns the schemas and all schemas that they refer to or have as alternatives, each once. */
function withAlternatives(schemas: readonly unknown[], root: JsonSchema): readonly JsonSchema[] {
  const all = new Set<JsonSchema>();
  const add = (schema: unknown): void => {
    if (!isRecord(schema) || all.has(schema) || all.size >= maxAlternatives) return;
    all.add(schema);
    const { $ref, anyOf, oneOf, allOf, then, else: otherwise } = schema;
    if (typeof $ref === 'string') add(resolveReference(root, $ref));
    for (const list of [anyOf, oneOf, allOf, [then, otherwise]]) if (Array.isArray(list)) list.forEach(add);
  };
  schemas.forEach(add);
  return [...all];
}

/** Returns the schema of a property that is not in `properties`: every pattern may match its name. */
function getOtherProperties({ patternProperties, additionalProperties }: JsonSchema): JsonSchema {
  const byPattern = isRecord(patternProperties) ? Object.values(patternProperties) : [];
  return { anyOf: [additionalProperties, ...byPattern] };
}

/** Returns the schemas of the first items, from the new keyword `prefixItems` or the old one, an array of `items`. */
function getTupleItems({ prefixItems, items }: JsonSchema): readonly unknown[] {
  return Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
}

/** Resolves a reference within the document, such as `#/$defs/person`; undefined for any other. */
function resolveReference(root: JsonSchema, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((schema, step) => {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const list: readonly unknown[] = Array.isArray(schema) ? schema : [];
    return has(schema, key) ? schema[key] : list[Number(key)];
  }, root);
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function has(value: unknown, key: string): value is JsonSchema {
  return isRecord(value) && Object.hasOwn(value, key);
}
