import type { SavedEntry } from './conversation-entry.js';

/** Fields of an entry that may change; undefined removes one. */
export type EntryFields<Metadata> = {
  readonly [Name in Exclude<keyof SavedEntry, 'createdAt' | 'id' | 'parentId'>]?:
    SavedEntry<Metadata>[Name] | undefined;
};

/**
 * A change of a tree, as plain data. `add`: a version after its parent, which is selected if it is the only one; `update`: other
 * fields of an entry; `select`: the path leads to an entry, and from there to the versions selected before; `remove`: an entry
 * and all entries after it, and the path leads to the version before it, or else to the next one; `move`: an entry and all
 * entries after it get another parent, where its versions are ordered by `createdAt`; the old parent shows its oldest version.
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
