import type { Approvals } from './approvals.js';
import type { RunRest } from './run-end.js';
import type { RunOutput } from './run-handle.js';
import type { RunProgress } from './run-progress.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import type { TreeChange } from './tree/tree-change.js';

/** The run that is active. */
export interface ActiveRun {
  /** Id of its command. */
  readonly id: string;
  readonly output: RunOutput;
  readonly approvals: Approvals;
  progress: RunProgress;
  /** Whether the path follows the run: not after `select`. */
  isFollowed: boolean;
  isComplete: boolean;
}

/** Whether a run takes place after an entry, or is its answer. */
export function isRunWithin({ progress }: ActiveRun, tree: ConversationTree, id: string): boolean {
  if (progress.answerId === id) return true;
  let entry = tree.get(progress.anchorId);
  while (entry !== undefined && entry.id !== id) entry = tree.get(entry.parentId);
  return entry !== undefined;
}

/** The changes of a run, without those of the path if that does not follow it. */
export function followed(
  { isFollowed }: ActiveRun,
  changes: readonly TreeChange<never>[],
): readonly TreeChange<never>[] {
  return isFollowed ? changes : changes.filter(({ type }) => type !== 'select');
}

/** Forgets where a run was interrupted if that entry has been removed. */
export function withoutRemoved(rest: RunRest, tree: ConversationTree): RunRest {
  const { interrupted, ...others } = rest;
  if (interrupted === undefined) return rest;
  const isThere = interrupted.afterId === null || tree.get(interrupted.afterId) !== undefined;
  return isThere ? rest : others;
}
