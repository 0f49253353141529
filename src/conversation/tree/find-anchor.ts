import type { ConversationTree } from './conversation-tree.js';
import { isOpen } from './is-open.js';
import type { SavedEntry } from './conversation-entry.js';

/**
 * Returns the id of the entry after which `regenerate` adds an answer: the question if its answer is complete, or the end of the last finished
 * step if the answer was interrupted. If the last answer has open calls, which are continued, returns the id of this answer. Null: before
 * the first entry.
 */
export function findAnchor(tree: ConversationTree, id: string | null): string | null {
  let last = tree.get(id);
  if (last === undefined) return null;
  for (let next = tree.next(last.id); isAnswer(next); next = tree.next(next.id)) last = next;
  const { message, status, parentId } = last;
  if (isOpen(last)) return last.id;
  if (message.role === 'tool') {
    const caller = findBefore(tree, last, ({ role }) => role !== 'tool');
    // The calls of an answer that is not done have not begun, and are requested again.
    const hasRun = caller?.message.role !== 'assistant' || caller.status === 'done';
    return hasRun ? last.id : caller.parentId;
  }
  if (message.role === 'assistant' && status !== 'done') return parentId;
  return findBefore(tree, last, ({ role }) => role !== 'assistant' && role !== 'tool')?.id ?? null;
}

/** Returns the first entry for whose message `isFound` is true, from `from` towards the first entry. */
function findBefore(
  tree: ConversationTree,
  from: SavedEntry,
  isFound: (message: SavedEntry['message']) => boolean,
): SavedEntry | undefined {
  let entry: SavedEntry | undefined = from;
  while (entry !== undefined && !isFound(entry.message)) entry = tree.get(entry.parentId);
  return entry;
}

function isAnswer(entry: SavedEntry | undefined): entry is SavedEntry {
  return entry?.message.role === 'assistant' || entry?.message.role === 'tool';
}
