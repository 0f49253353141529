import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** Fields of every error, and the call of the store. */
export interface ConversationStoreErrorInit extends VeniceErrorInit {
  /** Id of the conversation. */
  readonly conversationId: string;
  /** The method of the store that has failed. */
  readonly operation: 'append' | 'load';
}

/**
 * The store of a conversation failed, did not answer in time, or returned rows that cannot be read; `cause` is its error. In the
 * state of a conversation as `error` if it could not be loaded, and as `saveError` while it cannot be saved.
 */
export class ConversationStoreError extends VeniceError {
  /** Id of the conversation. */
  declare readonly conversationId: string;
  /** The method of the store that has failed. */
  declare readonly operation: 'append' | 'load';

  constructor(init: ConversationStoreErrorInit) {
    super(init);
  }

  override get name(): 'ConversationStoreError' {
    return 'ConversationStoreError';
  }

  /** True: the store may answer later. */
  override get isRetryable(): boolean {
    return true;
  }
}
