/**
 * A persistent list shared by many snapshots: appending costs only the new items, and an earlier list never changes.
 *
 * The items are in one array that only the newest list may push to; appending to an older one copies it.
 */
export interface GrowingList<T> {
  /** Shared with later lists, and so possibly longer than this one. */
  readonly items: T[];
  /** Number of items that belong to this list. */
  readonly length: number;
  /** Copies the list to its own array at the first call, and returns the same array at every later one. */
  readonly read: () => readonly T[];
}

/** Appends `more` to `list`; returns `list` itself if `more` is empty. Undefined is the empty list. */
export function append<T>(list: GrowingList<T> | undefined, more: readonly T[]): GrowingList<T> {
  if (list !== undefined && more.length === 0) return list;
  const before = list?.length ?? 0;
  const items =
    list === undefined ? [] : list.items.length === before ? list.items : list.items.slice(0, before);
  for (const item of more) items.push(item);
  const length = before + more.length;
  let array: readonly T[] | undefined;
  const read = (): readonly T[] => {
    array ??= items.slice(0, length);
    return array;
  };
  return { items, length, read };
}
