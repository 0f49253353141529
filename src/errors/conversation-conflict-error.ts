import type { ConversationChanges } from '../wire/conversation-changes.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit}, and the rows to merge. */
export interface ConversationConflictErrorInit extends VeniceErrorInit {
  /** Id of the conversation. */
  readonly conversationId: string;
  /** The rows that were appended since the expected revision, and the current revision. */
  readonly changes: ConversationChanges;
}

/**
 * `append` of a `ConversationStore` has written nothing, since another writer has changed the conversation: its revision is not the
 * expected one any more. The caller should merge `changes` and append again, as `Conversation` does.
 */
export class ConversationConflictError extends VeniceError {
  /** Id of the conversation. */
  declare readonly conversationId: string;
  /** The rows that were appended since the expected revision, and the current revision. */
  declare readonly changes: ConversationChanges;

  constructor(init: ConversationConflictErrorInit) {
    super(init);
  }

  override get name(): 'ConversationConflictError' {
    return 'ConversationConflictError';
  }

  /** False: the same call fails again. */
  override get isRetryable(): false {
    return false;
  }
}

/** Whether `value` is a `ConversationConflictError`, including one from another copy of the package. */
export function isConflict(value: unknown): value is ConversationConflictError {
  return value instanceof Error && value.name === 'ConversationConflictError' && 'changes' in value;
}
