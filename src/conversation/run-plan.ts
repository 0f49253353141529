import type { SavedEntry } from './tree/conversation-entry.js';
import type { TreeChange } from './tree/tree-change.js';

/** Where a run adds its answer to the tree of messages, and how it begins. */
export interface RunPlan<Metadata = unknown> {
  /** Id of the entry after which the answer is added. */
  readonly anchorId: string | null;
  /** Changes at the start of the run. */
  readonly changes: readonly TreeChange<Metadata>[];
  /** Id of the question, if it has no answer yet: its status follows the run. */
  readonly questionId?: string;
  /** The answer whose tool calls without a result the run executes first; absent if the run begins with a request. */
  readonly resumed?: SavedEntry;
  /** Id of the last entry that was shown before the command, if the command shows another version. */
  readonly replacedId?: string;
}
