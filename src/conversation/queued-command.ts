import type { UserMessage } from '../wire/chat-message.js';

/** A command in the queue. It waits for the run to end, or for `resume`. */
export type QueuedCommand<Metadata = unknown> =
  QueuedEdit<Metadata> | QueuedRegenerate | QueuedSend<Metadata>;

/** A queued message of the user. */
export interface QueuedSend<Metadata = unknown> {
  /** Marks the variant. */
  readonly type: 'send';
  /** Id of the command, and of the entry that it will add. */
  readonly id: string;
  /** Content of the message. */
  readonly content: UserMessage['content'];
  /** Metadata of the entry. */
  readonly metadata?: Metadata;
}

/** A queued request for a new version of an answer. It is dropped if an earlier command removes the answer. */
export interface QueuedRegenerate {
  /** Marks the variant. */
  readonly type: 'regenerate';
  /** Id of the command. */
  readonly id: string;
  /** Id of the answer; absent for the last one. */
  readonly entryId?: string;
  /** Whether the command continues the open calls of the answer: it is dropped if all of them have ended. */
  readonly isContinuation?: true;
}

/** A queued edit of a question. It is dropped if an earlier command removes the question. */
export interface QueuedEdit<Metadata = unknown> {
  /** Marks the variant. */
  readonly type: 'edit';
  /** Id of the command, and of the new version of the question. */
  readonly id: string;
  /** Id of the question. */
  readonly entryId: string;
  /** Content of the new version. */
  readonly content: UserMessage['content'];
  /** Metadata of the new version. */
  readonly metadata?: Metadata;
}
