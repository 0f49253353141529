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
 * Where conversations are kept, as rows. `memoryStore` and `indexedDbStore` of `venice-rx/stores` are ready to use;
 * `spec/conversation/store-contract.ts` of the repository defines the specs of any implementation.
 *
 * Each method returns an Observable, a Promise or an iterable of its result. It is called again after a failure, which means that
 * the outcome is unknown, and it must not keep state between the calls that the next one needs. Any error is allowed; only
 * {@link ConversationConflictError} has a meaning.
 *
 * A store decides who may read and write: ids are chosen by pages. A store on a server binds every call to its user.
 */
export interface ConversationStore {
  /**
   * Returns the rows whose last append has a revision above `since`, by default all, and the current revision. Both are of the
   * same moment. Revision 0 and no rows for an unknown id.
   */
  load(id: string, since?: number): ObservableInput<ConversationChanges>;
  /**
   * Writes all rows, each in the place of an earlier one with its type and id, raises the revision by one and returns it: in one
   * step, or not at all.
   *
   * Fails with a `ConversationConflictError` if the current revision is not `revision`. The error has the result of
   * `load(id, revision)`.
   */
  append(id: string, rows: readonly ConversationRow[], revision: number): ObservableInput<number>;
  /**
   * Returns all conversations, the one appended to last first. A conversation is listed from the first append of an `entry` row with
   * a value until it is deleted.
   */
  list(): ObservableInput<readonly StoredConversation[]>;
  /**
   * Sets the values of all rows to null and raises the revision, so that a page that has the conversation open does not bring it
   * back. Does nothing for an unknown id.
   */
  delete(id: string): ObservableInput<void>;
  /**
   * Emits when the conversation may have been appended to, by any process: the revision, if it is known. Nothing else is in the
   * notification, and one may be lost or repeated if the next follows within a second. Lives until it is unsubscribed from.
   */
  changes(id: string): ObservableInput<number | undefined>;
}
