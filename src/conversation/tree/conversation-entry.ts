import type { ChatStatus } from '../../reducer/chat-status.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import type { ConversationToolCall } from '../conversation-tool-call.js';

/**
 * Status of an entry. `pending`: a question whose answer has not begun; `streaming`: the answer is arriving; `running-tools`: the
 * tools that the answer calls are running; `awaiting-approval`: at least one call of the answer waits for an approval; `done`: the entry is
 * complete; `stopped`: the run was stopped; `failed`: the run, or the tool, failed. A question is `stopped` or `failed` only if its run has
 * ended before any output. The result of a call is `stopped` if the outcome of the call is unknown.
 */
export type EntryStatus = Extract<
  ChatStatus,
  'awaiting-approval' | 'done' | 'failed' | 'pending' | 'running-tools' | 'stopped' | 'streaming'
>;

/** An entry as it is saved: one row, which refers to other rows only by `parentId`. */
export interface SavedEntry<Metadata = unknown> {
  /** Unique in the conversation; never changes. */
  readonly id: string;
  /** Id of the entry before this one; null for the first entry. Entries with the same parent are versions of each other. */
  readonly parentId: string | null;
  /** The message. While `status` is `streaming`, the answer so far. */
  readonly message: ChatMessage;
  /** When the entry was created, in milliseconds since 1970, by the clock of RxJS. */
  readonly createdAt: number;
  /** Status of the entry. */
  readonly status: EntryStatus;
  /** The calls of an answer, in order. Absent if there are none. */
  readonly toolCalls?: readonly ConversationToolCall[];
  /** Model of an answer, as reported by the server. */
  readonly model?: string;
  /** Tokens of an answer, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of an answer, as far as reported by the server. */
  readonly cost?: CompletionCost;
  /** `finish_reason` of an answer; absent if the answer was cut off. */
  readonly finishReason?: string;
  /** Your data: that of `send`, `edit` or `setMetadata`. */
  readonly metadata?: Metadata;
  /** Signature of this entry by the `approvalSigner` of the conversation that was exported, if the entry requires one. */
  readonly signature?: string;
}

/**
 * A message that is shown in a conversation. An immutable object of plain data, which is replaced when a field changes and keeps its
 * identity otherwise.
 */
export interface ConversationEntry<Metadata = unknown> extends SavedEntry<Metadata> {
  /** Id of the question at or before this entry: the same for a question, the answers to it and the results of their tools. */
  readonly turnId: string;
  /** Ids of all versions of this entry, this one included, oldest first: the ids that `select` takes. */
  readonly versions: readonly string[];
  /** Position of this entry in `versions`. */
  readonly versionIndex: number;
  /** The calls of an answer, in order. Empty if there are none. */
  readonly toolCalls: readonly ConversationToolCall[];
}
