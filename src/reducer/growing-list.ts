/**
 * An immutable list that many snapshots share: `append` returns a new list, at a cost proportional to the new items.
 *
 * All versions of a list share one array. Only the newest version pushes to that array; appending to an older version copies it.
 */
export interface GrowingList<T, Value = readonly T[]> {
  /** Shared with later lists, and so possibly longer than this one. */
  readonly items: T[];
  /** Number of items that belong to this list. */
  readonly length: number;
  /** Creates the value from a copy of the items at the first call, and returns the same value at every later one. */
  readonly read: () => Value;
  /** Creates the value from the items. */
  readonly join: (items: readonly T[]) => Value;
}

/**
 * Appends `more` to `list`; returns `list` itself if `more` is empty. If `list` is undefined, or has another `join`, it counts as an empty
 * list.
 */
export function append<T, Value>(
  list: GrowingList<T, Value> | undefined,
  more: readonly T[],
  join: (items: readonly T[]) => Value,
): GrowingList<T, Value> {
  const extended = list?.join === join ? list : undefined;
  if (extended !== undefined && more.length === 0) return extended;
  const before = extended?.length ?? 0;
  const items =
    extended === undefined
      ? []
      : extended.items.length === before
        ? extended.items
        : extended.items.slice(0, before);
  for (const item of more) items.push(item);
  const length = before + more.length;
  let value: Value | undefined;
  const read = (): Value => {
    value ??= join(items.slice(0, length));
    return value;
  };
  return { items, length, read, join };
}
