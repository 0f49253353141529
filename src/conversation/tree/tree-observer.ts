import type { SavedEntry } from './conversation-entry.js';

/**
 * A part of a tree that is saved as a separate row: the fields of an entry except `metadata`, its `metadata`, or the choice between the
 * entries after it.
 */
export type TreePart = 'entry' | 'metadata' | 'selected';

/**
 * Is notified of the changes of a tree.
 *
 * @param id - Id of the entry. For a choice, the id of the entry before the versions; null for the first entries.
 * @param removed - The entry, if it was removed.
 */
export type TreeObserver = (part: TreePart, id: string | null, removed?: SavedEntry) => void;
