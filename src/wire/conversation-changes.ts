/**
 * A row of a stored conversation: plain JSON that a store keeps under `type` and `id`, and does not interpret. Later versions of this
 * package may add types. Today, they are:
 *
 * - `entry`, `metadata`, `selected`, `stop`: an entry of the history, its metadata, the version that was chosen to follow it, and
 *   whether its run is to stop. `id` is the id of the entry; '' in the row `selected` for the first message.
 * - `queued`: a queued command; `id` is the id of the command.
 * - `outcome`, `sender`: how the last run ended, and which `Conversation` sends. There is one row of each; its `id` is ''.
 */
export interface ConversationRow {
  /** Kind of the row. */
  readonly type: string;
  /** Unique among the rows of this type; may be empty. */
  readonly id: string;
  /** JSON. Null means that the row was removed: it stays without content, so that a merge with an older copy does not restore it. */
  readonly value: unknown;
}

/** Rows of a conversation, and its revision. */
export interface ConversationChanges {
  /** Number of appends so far; 0 for a conversation that is not stored. */
  readonly revision: number;
  /** The rows with their latest values, in any order. */
  readonly rows: readonly ConversationRow[];
}
