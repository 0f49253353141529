import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit}, the conversation and the failed method. */
export interface ConversationStoreErrorInit extends VeniceErrorInit {
  /** Id of the conversation. */
  readonly conversationId: string;
  /** The store's method that failed. */
  readonly operation: 'append' | 'load';
}

/**
 * The store of a conversation failed, did not answer in time, or returned rows that cannot be read. `cause` is the error of the
 * store. A `Conversation` does not throw it: its state has the error as `error` if it could not be loaded, and as `saveError` while
 * it cannot be saved.
 */
export class ConversationStoreError extends VeniceError {
  /** Id of the conversation. */
  declare readonly conversationId: string;
  /** The store's method that failed. */
  declare readonly operation: 'append' | 'load';

  constructor(init: ConversationStoreErrorInit) {
    super(init);
  }

  override get name(): 'ConversationStoreError' {
    return 'ConversationStoreError';
  }

  /** True: the store may work later. */
  override get isRetryable(): boolean {
    return true;
  }
}
