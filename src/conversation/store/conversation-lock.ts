import type { ObservableInput } from 'rxjs';

/**
 * Decides which of several conversations with the same store sends. Emits once the caller has the lock of this name; unsubscribing releases
 * the lock. An error means that there are no locks: the conversation then sends without a lock.
 */
export type ConversationLock = (name: string) => ObservableInput<unknown>;
