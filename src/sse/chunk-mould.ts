/** A container of a chunk that is copied, and what is filled into the copy. */
export interface Mould {
  readonly pattern: object;
  readonly inner: readonly { readonly key: string; readonly mould: Mould }[];
  readonly holes: readonly { readonly key: string; readonly hole: number }[];
}

type Path = readonly (number | string)[];

/** The mould of a value; `holes` are the ways to what is different each time. */
export function mouldOf(value: object, holes: readonly Path[], way: Path = []): Mould {
  const entries = Object.entries(value) as [string, unknown][];
  return {
    // The value itself belongs to whoever asked, who may change it.
    pattern: Array.isArray(value) ? value.slice() : { ...value },
    inner: entries.flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? [{ key, mould: mouldOf(inner, holes, [...way, key]) }]
        : [],
    ),
    holes: entries.flatMap(([key]) => {
      const hole = holes.findIndex((path) => isSame(path, [...way, key]));
      return hole < 0 ? [] : [{ key, hole }];
    }),
  };
}

function isSame(path: Path, other: Path): boolean {
  return path.length === other.length && path.every((step, at) => String(step) === String(other[at]));
}

/** A copy of the mould's value with these values in its holes. It shares nothing with other copies. */
export function fill({ pattern, inner, holes }: Mould, values: readonly unknown[], depth = 0): object {
  const copy = Array.isArray(pattern) ? pattern.slice() : copyAt(depth, pattern);
  const target = copy as Record<string, unknown>;
  for (const { key, mould } of inner) target[key] = fill(mould, values, depth + 1);
  for (const { key, hole } of holes) target[key] = values[hole];
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
