import type { ObservableInput } from 'rxjs';

/**
 * Decides which of several conversations with the same id and store may send. The Observable emits once the caller has the lock of this name;
 * unsubscribing releases the lock. An error means that there is no lock: the conversation then sends without one.
 */
export type ConversationLock = (name: string) => ObservableInput<unknown>;
