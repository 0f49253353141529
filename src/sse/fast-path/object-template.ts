/** A container of a chunk that is copied, and what is filled into the copy. */
export interface ObjectTemplate {
  readonly pattern: object;
  readonly inner: readonly { readonly key: string; readonly template: ObjectTemplate }[];
  readonly slots: readonly { readonly key: string; readonly slot: number }[];
}

type Path = readonly (number | string)[];

/** The template of a value; `slots` are the paths of the values that change. */
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

/** Unlike that of any other path, as no key of a frame that is learned has anything but printable ASCII. */
function toName(path: Path): string {
  return path.join('\n');
}

/** A copy of the template's value with these values in its slots. It shares nothing with other copies. */
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
 * The engine copies objects fastest at a place where it has seen few shapes. At one depth stand chunks, at another their
 * choices, and then their deltas: so each depth has a place of its own.
 */
function copyAt(depth: number, pattern: object): object {
  if (depth === 0) return { ...pattern };
  if (depth === 1) return { ...pattern };
  if (depth === 2) return { ...pattern };
  return depth === 3 ? { ...pattern } : { ...pattern };
}
