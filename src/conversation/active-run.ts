import type { Approvals } from './approvals.js';
import type { ConversationState } from './conversation-state.js';
import type { RunOutcome } from './run-end.js';
import type { RunOutput } from './run-handle.js';
import type { RunPlan } from './run-plan.js';
import type { RunProgress } from './run-progress.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import type { TreeChange } from './tree/tree-change.js';

/** The active run of a conversation. */
export interface ActiveRun {
  /** Id of the command that the run executes, such as `send`. */
  readonly id: string;
  readonly output: RunOutput;
  readonly approvals: Approvals;
  readonly plan: RunPlan;
  progress: RunProgress;
  /** Whether new messages of the run are shown: false after `select` has shown another version of the conversation. */
  isShown: boolean;
  /** Whether the last answer of the run is complete. */
  isComplete: boolean;
}

/** Whether the entry with this id is the answer of the run, or comes before the place where the run adds its answer. */
export function isRunWithin({ progress }: ActiveRun, tree: ConversationTree, id: string): boolean {
  if (progress.answerId === id) return true;
  let entry = tree.get(progress.anchorId);
  while (entry !== undefined && entry.id !== id) entry = tree.get(entry.parentId);
  return entry !== undefined;
}

/** Whether the run has added or continued the entry with this id, or the entry is the question of the run. */
export function belongsToRun({ plan, progress }: ActiveRun, tree: ConversationTree, id: string): boolean {
  if (id === plan.questionId) return true;
  let entry = tree.get(progress.answerId ?? progress.anchorId);
  while (entry !== undefined && entry.id !== id && entry.id !== plan.anchorId)
    entry = tree.get(entry.parentId);
  return entry?.id === id && id !== plan.anchorId;
}

/** Whether a run waits for nothing but approvals. */
export function awaitsOnlyApprovals({
  status,
  toolCalls,
}: Pick<ConversationState, 'status' | 'toolCalls'>): boolean {
  return status === 'awaiting-approval' && toolCalls.every((call) => call.status !== 'running');
}

/** Returns the changes of a run; if the run is not shown, without the changes that would show its messages. */
export function visibleChanges(
  { isShown }: ActiveRun,
  changes: readonly TreeChange<never>[],
): readonly TreeChange<never>[] {
  return isShown ? changes : changes.filter(({ type }) => type !== 'select');
}

/** Returns `outcome` without `interrupted` if the entry after which the run was interrupted has been removed. */
export function withoutRemovedInterruption(outcome: RunOutcome, tree: ConversationTree): RunOutcome {
  const { interrupted, ...others } = outcome;
  if (interrupted === undefined) return outcome;
  const isPresent = interrupted.afterId === null || tree.get(interrupted.afterId) !== undefined;
  return isPresent ? outcome : others;
}
