import type { SavedEntry } from '../tree/conversation-entry.js';

/** Entries to add, by the id of their parent. */
export type EntriesByParent<Metadata> = Map<string | null, SavedEntry<Metadata>[]>;

/**
 * Removes and returns the entries whose parent has an id for which `isParent` is true, and all entries after them. In the result, each entry
 * comes after its parent.
 */
export function takeSubtrees<Metadata>(
  entries: EntriesByParent<Metadata>,
  isParent: (id: string | null) => boolean,
): readonly SavedEntry<Metadata>[] {
  const taken: SavedEntry<Metadata>[] = [];
  for (const parentId of [...entries.keys()].filter(isParent)) {
    const next = entries.get(parentId) ?? [];
    entries.delete(parentId);
    for (let entry = next.pop(); entry !== undefined; entry = next.pop()) {
      taken.push(entry);
      next.push(...(entries.get(entry.id) ?? []));
      entries.delete(entry.id);
    }
  }
  return taken;
}
