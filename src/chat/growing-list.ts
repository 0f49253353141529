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
}

/** `list` with `more` behind it; undefined is the empty list. */
export function append<T>(list: GrowingList<T> | undefined, more: readonly T[]): GrowingList<T> {
  const { items, length } = list ?? { items: [], length: 0 };
  const own = items.length === length ? items : items.slice(0, length);
  for (const item of more) own.push(item);
  return { items: own, length: length + more.length };
}

/** Reads the list into an array of its own at the first call, and gives the same array at every later one. */
export function lazyArray<T>(list: GrowingList<T>): () => readonly T[] {
  let array: readonly T[] | undefined;
  return () => (array ??= list.items.slice(0, list.length));
}
