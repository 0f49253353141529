import type { SavedEntry } from './conversation-entry.js';

/** Fields of an entry that may change. The value undefined removes a field. */
export type EntryFields<Metadata> = {
  readonly [Name in Exclude<keyof SavedEntry, 'createdAt' | 'id' | 'parentId'>]?:
    SavedEntry<Metadata>[Name] | undefined;
};

/**
 * A change of a tree, as plain data.
 *
 * - `add` adds an entry after its parent. If it is the only version, it is shown.
 * - `update` changes fields of an entry.
 * - `select` shows an entry, and after it the versions that were selected before.
 * - `remove` removes an entry and all entries after it. If the entry was selected, the previous version is selected, or else the next one.
 * - `move` moves an entry and all entries after it to another parent. If the entry was selected, its old parent shows the oldest version.
 */
export type TreeChange<Metadata = unknown> =
  | { readonly type: 'add'; readonly entry: SavedEntry<Metadata> }
  | {
      readonly type: 'move';
      readonly id: string;
      readonly parentId: string | null;
      readonly createdAt: number;
    }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'select'; readonly id: string }
  | { readonly type: 'update'; readonly id: string; readonly fields: EntryFields<Metadata> };
