import { isRecord } from '../json/is-record.js';
import type { JsonSchema } from '../wire/tool.js';

/** Maximum number of alternatives: beyond it, the schema is ignored. */
const maxAlternatives = 256;
const closedBy = ['enum', 'const', 'format', 'pattern'];

/**
 * The part of a JSON Schema for one place in a document. Follows references and alternatives; the matching alternative is
 * unknown while the document is in progress.
 */
export class SchemaPlace {
  /** Whether a string here is an enum member or has a format, so that a part of it has another meaning than the whole. */
  readonly isTextWhole: boolean;
  readonly #root: JsonSchema;
  readonly #alternatives: readonly JsonSchema[];
  /** Item schemas of each alternative. */
  readonly #tuples: readonly (readonly unknown[])[];
  readonly #below = new Map<string, SchemaPlace>();

  constructor(schemas: readonly unknown[], root: JsonSchema) {
    this.#root = root;
    this.#alternatives = expanded(schemas, root);
    this.#tuples = this.#alternatives.map(getTupleItems);
    this.isTextWhole = this.#alternatives.some((schema) =>
      closedBy.some((keyword) => schema[keyword] !== undefined),
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
    const known = this.#below.get(name);
    if (known !== undefined) return known;
    const place = new SchemaPlace(this.#alternatives.map(schemaIn), this.#root);
    this.#below.set(name, place);
    return place;
  }
}

/** The schemas with all of their references and alternatives; each once. */
function expanded(schemas: readonly unknown[], root: JsonSchema): readonly JsonSchema[] {
  const all = new Set<JsonSchema>();
  const add = (schema: unknown): void => {
    if (!isRecord(schema) || all.has(schema) || all.size >= maxAlternatives) return;
    all.add(schema);
    const { $ref, anyOf, oneOf, allOf, then, else: otherwise } = schema;
    if (typeof $ref === 'string') add(target(root, $ref));
    for (const list of [anyOf, oneOf, allOf, [then, otherwise]]) if (Array.isArray(list)) list.forEach(add);
  };
  schemas.forEach(add);
  return [...all];
}

/** Schema of a property that is not named in the schema; patterns are not matched. */
function getOtherProperties({ patternProperties, additionalProperties }: JsonSchema): JsonSchema {
  const byPattern = isRecord(patternProperties) ? Object.values(patternProperties) : [];
  return { anyOf: [additionalProperties, ...byPattern] };
}

/** The schemas of the first items, under their old or new keyword. */
function getTupleItems({ prefixItems, items }: JsonSchema): readonly unknown[] {
  return Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
}

/** Resolves a reference within the document, such as `#/$defs/person`; undefined for any other. */
function target(root: JsonSchema, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((schema, step) => {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const list: readonly unknown[] = Array.isArray(schema) ? schema : [];
    return has(schema, key) ? schema[key] : list[Number(key)];
  }, root);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function has(value: unknown, key: string): value is JsonSchema {
  return isRecord(value) && Object.hasOwn(value, key);
}
