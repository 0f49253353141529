/** A container of a chunk that is copied, and what is filled into the copy. */
export interface Mould {
  readonly pattern: object;
  readonly inner: readonly { readonly key: string; readonly mould: Mould }[];
  readonly holes: readonly { readonly key: string; readonly hole: number }[];
}

type Path = readonly (number | string)[];

/** The mould of a value; `holes` are the ways to what is different each time. */
export function mouldOf(value: object, holes: readonly Path[]): Mould {
  return mouldAt(value, new Map(holes.map((path, hole) => [nameOf(path), hole])), []);
}

function mouldAt(value: object, holes: ReadonlyMap<string, number>, way: Path): Mould {
  const entries = Object.entries(value) as [string, unknown][];
  return {
    // The value itself belongs to the caller, which may change it.
    pattern: Array.isArray(value) ? value.slice() : { ...value },
    inner: entries.flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? [{ key, mould: mouldAt(inner, holes, [...way, key]) }]
        : [],
    ),
    holes: entries.flatMap(([key]) => {
      const hole = holes.get(nameOf([...way, key]));
      return hole === undefined ? [] : [{ key, hole }];
    }),
  };
}

/** Unlike that of any other path, as no key of a frame that is learned has anything but printable ASCII. */
function nameOf(path: Path): string {
  return path.join('\n');
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
