import { LimitExceededError } from '../../errors/limit-exceeded-error.js';
import type { ConversationTree } from './conversation-tree.js';

/** Limits of a tree. */
export interface TreeLimits {
  /** Maximum number of entries, those of all versions included. */
  readonly maxEntries: number;
  /** Maximum number of versions of one entry. */
  readonly maxVersions: number;
}

/**
 * Throws a `LimitExceededError` if the tree has no room for another version after this entry.
 *
 * @param queued - Number of queued commands. Counts each as one entry.
 */
export function assertRoom(
  tree: ConversationTree,
  parentId: string | null,
  queued: number,
  { maxEntries, maxVersions }: TreeLimits,
): void {
  if (tree.size + queued >= maxEntries) {
    const message = `the conversation has ${maxEntries} entries: remove some, or allow more with maxEntries`;
    throw new LimitExceededError({ message, kind: 'entries', limit: maxEntries });
  }
  if (tree.versionsAfter(parentId).length >= maxVersions) {
    const message = `the entry has ${maxVersions} versions: remove some, or allow more with maxVersions`;
    throw new LimitExceededError({ message, kind: 'versions', limit: maxVersions });
  }
}
