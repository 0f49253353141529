import type { SavedEntry } from './tree/conversation-entry.js';
import type { TreeChange } from './tree/tree-change.js';

/** Where the answer of a run joins the tree. */
export interface RunPlan<Metadata = unknown> {
  /** Id of the entry that the answer follows. */
  readonly anchorId: string | null;
  /** Changes at the start of the run. */
  readonly changes: readonly TreeChange<Metadata>[];
  /** Id of the question, if it has no answer yet: its status follows the run. */
  readonly questionId?: string;
  /** The answer whose open calls the run continues, if it does not begin with a request. */
  readonly resumed?: SavedEntry;
  /** Id of the last entry of the path before the command, if the command leads the path elsewhere. */
  readonly replacedId?: string;
}
