import type { ObservableInput } from 'rxjs';
import type { ConversationChanges, ConversationRow } from '../../wire/conversation-changes.js';

/** A conversation in the list of a store. */
export interface StoredConversation {
  /** Id of the conversation. */
  readonly id: string;
  /** Its current revision. */
  readonly revision: number;
  /** When it was last appended to, in milliseconds since 1970. */
  readonly updatedAt: number;
}

/**
 * Keeps conversations as rows. `memoryStore` and `indexedDbStore` of `venice-rx/stores` are ready to use;
 * `spec/conversation/store-contract.ts` of the repository has the specs that every implementation must pass.
 *
 * Each method returns an Observable, a Promise or an iterable of its result. A conversation repeats failed calls, although such a call may
 * have taken effect. A store may fail with any error. Only a {@link ConversationConflictError} has a special meaning.
 *
 * Pages choose the ids of conversations, so a store on a server must check whether the user of a call may read or write the conversation.
 */
export interface ConversationStore {
  /**
   * Returns the rows that were last written in a revision above `since`, by default all rows, and the current revision: both read in one
   * transaction. Returns revision 0 and no rows for an unknown id.
   */
  load(id: string, since?: number): ObservableInput<ConversationChanges>;
  /**
   * Writes the rows, each in place of an earlier row with the same type and id, raises the revision by one, and returns the new revision. All
   * of this is one transaction.
   *
   * Fails with a `ConversationConflictError` if the current revision is not `revision`. The error has the result of
   * `load(id, revision)`. Fails, and writes nothing, if the `value` of a row is undefined, which JSON cannot represent.
   */
  append(id: string, rows: readonly ConversationRow[], revision: number): ObservableInput<number>;
  /**
   * Returns all conversations; the one that was last appended to comes first. A conversation is listed from the first append of an `entry`
   * row whose value is not null, until it is deleted.
   */
  list(): ObservableInput<readonly StoredConversation[]>;
  /**
   * Sets the values of all rows to null and raises the revision, so that a page which has the conversation open does not write it again.
   * Does nothing for an unknown id.
   */
  delete(id: string): ObservableInput<void>;
  /**
   * Emits the current revision, or undefined if it is not known, whenever any process may have appended to the conversation. A notification
   * may be lost or repeated if the next one follows within a second. Must not complete.
   */
  changes(id: string): ObservableInput<number | undefined>;
}
