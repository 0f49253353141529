import type { SavedEntry } from '../tree/conversation-entry.js';

/** Entries to add, by the id of their parent. */
export type AddedEntries<Metadata> = Map<string | null, SavedEntry<Metadata>[]>;

/** Removes from `added` all entries that come after a parent for which `isParent` is true, and returns them, each after its parent. */
export function takeAfter<Metadata>(
  added: AddedEntries<Metadata>,
  isParent: (id: string | null) => boolean,
): readonly SavedEntry<Metadata>[] {
  const taken: SavedEntry<Metadata>[] = [];
  for (const parentId of [...added.keys()].filter(isParent)) {
    const next = added.get(parentId) ?? [];
    added.delete(parentId);
    for (let entry = next.pop(); entry !== undefined; entry = next.pop()) {
      taken.push(entry);
      next.push(...(added.get(entry.id) ?? []));
      added.delete(entry.id);
    }
  }
  return taken;
}
