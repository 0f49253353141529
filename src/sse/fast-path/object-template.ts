/** A container of a chunk to copy, and the slots to fill in the copy. */
export interface ObjectTemplate {
  readonly pattern: object;
  readonly inner: readonly { readonly key: string; readonly template: ObjectTemplate }[];
  readonly slots: readonly { readonly key: string; readonly slot: number }[];
}

type Path = readonly (number | string)[];

/** Creates the template of a value; `slots` are the paths of the values that change. */
export function createTemplate(value: object, slots: readonly Path[]): ObjectTemplate {
  return templateAt(value, new Map(slots.map((path, slot) => [toName(path), slot])), []);
}

function templateAt(value: object, slots: ReadonlyMap<string, number>, path: Path): ObjectTemplate {
  const entries = Object.entries(value) as [string, unknown][];
  return {
    // The value itself belongs to the caller, which may change it.
    pattern: Array.isArray(value) ? value.slice() : { ...value },
    inner: entries.flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? [{ key, template: templateAt(inner, slots, [...path, key]) }]
        : [],
    ),
    slots: entries.flatMap(([key]) => {
      const slot = slots.get(toName([...path, key]));
      return slot === undefined ? [] : [{ key, slot }];
    }),
  };
}

/** Unique for each path, as the keys of a learned frame have only printable ASCII. */
function toName(path: Path): string {
  return path.join('\n');
}

/** Copies the template's value with these values in its slots. Copies share nothing. */
export function instantiate(
  { pattern, inner, slots }: ObjectTemplate,
  values: readonly unknown[],
  depth = 0,
): object {
  const copy = Array.isArray(pattern) ? pattern.slice() : copyAt(depth, pattern);
  const target = copy as Record<string, unknown>;
  for (const { key, template } of inner) target[key] = instantiate(template, values, depth + 1);
  for (const { key, slot } of slots) target[key] = values[slot];
  return copy;
}

/**
 * The engine copies objects fastest at a call site that has seen few shapes. Chunks, their choices and their deltas each have
 * their own depth, so each depth has its own call site.
 */
function copyAt(depth: number, pattern: object): object {
  if (depth === 0) return { ...pattern };
  if (depth === 1) return { ...pattern };
  if (depth === 2) return { ...pattern };
  return depth === 3 ? { ...pattern } : { ...pattern };
}
