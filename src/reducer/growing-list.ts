/**
 * A list that many snapshots share: appending costs what is appended, and an earlier list never changes.
 *
 * The items stand in one array that only the newest list may push to; an older one that is appended to takes a copy.
 */
export interface GrowingList<T> {
  /** Shared with later lists, and so perhaps longer than this one. */
  readonly items: T[];
  /** How many of the items belong to this list. */
  readonly length: number;
  /** Reads the list into an array of its own at the first call, and gives the same array at every later one. */
  readonly read: () => readonly T[];
}

/** `list` with `more` behind it, and `list` itself where there is no more; undefined is the empty list. */
export function append<T>(list: GrowingList<T> | undefined, more: readonly T[]): GrowingList<T> {
  if (list !== undefined && more.length === 0) return list;
  const before = list?.length ?? 0;
  const items =
    list === undefined ? [] : list.items.length === before ? list.items : list.items.slice(0, before);
  for (const item of more) items.push(item);
  const length = before + more.length;
  let array: readonly T[] | undefined;
  return { items, length, read: () => (array ??= items.slice(0, length)) };
}
