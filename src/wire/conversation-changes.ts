/**
 * A row of a stored conversation: plain JSON that a store keeps under `type` and `id`, and does not need to understand. Types are
 * `entry` and `metadata` (id of the entry), `selected` (the version chosen after the entry with this id), `queued` (id of the
 * command), `stop` (of the run of the entry), `outcome` and `sender` (one of each). More may be added.
 */
export interface ConversationRow {
  /** Kind of the row. */
  readonly type: string;
  /** Unique among the rows of this type; may be empty. */
  readonly id: string;
  /** JSON. Null means removed: the row is kept without its content, so that a merge with an older copy does not restore it. */
  readonly value: unknown;
}

/** Rows of a conversation, and its revision. */
export interface ConversationChanges {
  /** Number of appends so far; 0 for a conversation that was never stored. */
  readonly revision: number;
  /** The rows, in any order; the last value of each. */
  readonly rows: readonly ConversationRow[];
}
