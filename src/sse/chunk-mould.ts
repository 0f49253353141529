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
    pattern: copyInner(value),
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
export function fill(mould: Mould, values: readonly unknown[]): object {
  const copy = copyTop(mould.pattern);
  for (const { key, mould: inner } of mould.inner) copy[key] = fillInner(inner, values);
  for (const { key, hole } of mould.holes) copy[key] = values[hole];
  return copy;
}

// The engine copies objects fastest where it has seen few shapes: chunks are copied at one place, what is in them at another.
function fillInner(mould: Mould, values: readonly unknown[]): object {
  const copy = copyInner(mould.pattern);
  for (const { key, mould: inner } of mould.inner) copy[key] = fillInner(inner, values);
  for (const { key, hole } of mould.holes) copy[key] = values[hole];
  return copy;
}

function copyTop(pattern: object): Record<string, unknown> {
  return { ...pattern };
}

function copyInner(pattern: object): Record<string, unknown> {
  return (Array.isArray(pattern) ? pattern.slice() : { ...pattern }) as Record<string, unknown>;
}
