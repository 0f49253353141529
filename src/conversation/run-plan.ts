import type { UserMessage } from '../wire/chat-message.js';
import type { InterruptedRun } from './conversation-state.js';
import type { QueuedCommand } from './queued-command.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import { findAnchor } from './tree/find-anchor.js';
import type { TreeChange } from './tree/tree-change.js';

/** Where the answer of a run joins the tree. */
export interface RunPlan<Metadata = unknown> {
  /** Id of the entry that the answer follows. */
  readonly anchorId: string | null;
  /** Changes at the start of the run. */
  readonly changes: readonly TreeChange<Metadata>[];
  /** Id of the question, if it has no answer yet: its status follows the run. */
  readonly questionId?: string;
  /** Id of the last entry of the path before the command, if the command leads the path elsewhere. */
  readonly replacedId?: string;
}

/** Returns the plan of a command; undefined if the entry that it refers to has been removed. */
export function planRun<Metadata>(
  command: QueuedCommand<Metadata>,
  tree: ConversationTree<Metadata>,
  interrupted: InterruptedRun | undefined,
  now: number,
): RunPlan<Metadata> | undefined {
  const { leafId } = tree;
  const replaced = leafId === null ? {} : { replacedId: leafId };
  if (command.type === 'regenerate') {
    const { entryId } = command;
    if (entryId !== undefined && tree.get(entryId) === undefined) return undefined;
    const anchorId = findBranch(tree, entryId, interrupted);
    const anchor = tree.get(anchorId);
    const others = anchorId === leafId ? {} : replaced;
    if (anchor?.message.role !== 'user' || anchor.status === 'done')
      return { anchorId, changes: [], ...others };
    const { id } = anchor;
    return {
      anchorId,
      changes: [{ type: 'update', id, fields: { status: 'pending' } }],
      questionId: id,
      ...others,
    };
  }
  const edited = command.type === 'edit' ? tree.get(command.entryId) : undefined;
  if (command.type === 'edit' && edited === undefined) return undefined;
  const { id, content, metadata } = command;
  const message = { role: 'user', ...edited?.message, content } as UserMessage;
  const entry: SavedEntry<Metadata> = {
    id,
    parentId: edited === undefined ? leafId : edited.parentId,
    message,
    createdAt: now,
    status: 'pending',
    ...(metadata !== undefined && { metadata }),
  };
  return {
    anchorId: id,
    changes: [
      { type: 'add', entry },
      { type: 'select', id },
    ],
    questionId: id,
    ...(edited !== undefined && replaced),
  };
}

/** The id of the entry after which `regenerate` begins another version. */
export function findBranch(
  tree: ConversationTree,
  entryId: string | undefined,
  interrupted: InterruptedRun | undefined,
): string | null {
  if (entryId !== undefined) return findAnchor(tree, entryId);
  return interrupted ? interrupted.afterId : findAnchor(tree, tree.leafId);
}
