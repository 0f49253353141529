import type { UserMessage } from '../wire/chat-message.js';
import { begin } from './advance-run.js';
import type { InterruptedRun } from './conversation-state.js';
import type { QueuedCommand } from './queued-command.js';
import { interrupt } from './run-end.js';
import type { EntrySource } from './run-progress.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import { findAnchor } from './tree/find-anchor.js';
import { isOpen } from './tree/is-open.js';
import type { RunPlan } from './run-plan.js';
import type { TreeChange } from './tree/tree-change.js';

/**
 * Returns the plan of a command. Returns undefined if the command has nothing to do: its entry is missing, or is not a question, as `edit`
 * requires; the calls that it continues have ended; or the entry that it adds exists already.
 */
export function planRun<Metadata>(
  command: QueuedCommand<Metadata>,
  tree: ConversationTree<Metadata>,
  interrupted: InterruptedRun | undefined,
  source: EntrySource,
): RunPlan<Metadata> | undefined {
  const { leafId } = tree;
  const replaced = leafId === null ? {} : { replacedId: leafId };
  if (command.type === 'regenerate') {
    const { entryId } = command;
    if (entryId !== undefined && tree.get(entryId) === undefined) return undefined;
    const anchorId = findBranch(tree, entryId, interrupted);
    const anchor = tree.get(anchorId);
    if (anchor !== undefined && isOpen(anchor)) return planResumption(anchor);
    if (command.isContinuation) return undefined;
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
  if (command.type === 'edit' && edited?.message.role !== 'user') return undefined;
  const { id, content, metadata } = command;
  // Another conversation with the same store has started this command.
  if (tree.get(id) !== undefined) return undefined;
  const message = { role: 'user', ...edited?.message, content } as UserMessage;
  const { changes, leafId: parentId } =
    edited === undefined ? closeStep(tree, source) : { changes: [], leafId: edited.parentId };
  const entry: SavedEntry<Metadata> = {
    id,
    parentId,
    message,
    createdAt: source.now(parentId),
    status: 'pending',
    ...(metadata !== undefined && { metadata }),
  };
  return {
    anchorId: id,
    changes: [...changes, { type: 'add', entry }, { type: 'select', id }],
    questionId: id,
    ...(edited !== undefined && replaced),
  };
}

/** Returns the plan of a run that continues the open calls of an answer. */
function planResumption<Metadata>(resumed: SavedEntry<Metadata>): RunPlan<Metadata> {
  const { id, parentId, status } = resumed;
  // An answer that is `running-tools` is not open, so no other run can continue the same calls.
  const isAwaiting = status === 'awaiting-approval';
  return {
    anchorId: parentId,
    changes: [
      { type: 'update', id, fields: { status: isAwaiting ? status : 'running-tools' } },
      { type: 'select', id },
    ],
    resumed,
  };
}

/**
 * Returns the changes that end the open calls of an answer, by default of the last shown answer. Calls that await an approval are refused,
 * since the user has done something else instead; other calls get a result that says that their outcome is unknown.
 */
export function closeStep(
  tree: ConversationTree,
  source: EntrySource,
  leafId = tree.leafId,
): { readonly changes: readonly TreeChange<never>[]; readonly leafId: string | null } {
  const leaf = tree.get(leafId);
  if (leaf === undefined || !isOpen(leaf)) return { changes: [], leafId };
  const { changes, outcome } = interrupt(
    begin({ ...planResumption(leaf), changes: [] }, 0, {}, source),
    source,
  );
  return { changes, leafId: outcome.interrupted?.afterId ?? leafId };
}

/** Returns the id of the entry after which `regenerate` adds another version. */
export function findBranch(
  tree: ConversationTree,
  entryId: string | undefined,
  interrupted: InterruptedRun | undefined,
): string | null {
  if (entryId !== undefined) return findAnchor(tree, entryId);
  return interrupted ? interrupted.afterId : findAnchor(tree, tree.leafId);
}
