import type { ObservableInput } from 'rxjs';

/**
 * Decides which of the conversations over one store sends. Emits once the caller has the lock of this name, which is released
 * when the caller unsubscribes. An error means that there are no locks: the conversation sends without.
 */
export type ConversationLock = (name: string) => ObservableInput<unknown>;
