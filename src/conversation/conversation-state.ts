import type { ChatStatus } from '../reducer/chat-status.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { QueuedCommand } from './queued-command.js';
import type { ConversationEntry } from './tree/conversation-entry.js';

/**
 * Status of a conversation. `idle`: no run is active, and the last run, if any, completed or was stopped; `pending`: the request
 * is sent or queued, and no output has arrived; `streaming`: the answer is arriving; `running-tools`: the tools called by the
 * answer are running; `awaiting-approval`: at least one of these calls waits for `respondToApproval`, in an active run or in a
 * conversation that was loaded; `failed`: no run is active, and the last run failed, or the conversation could not be loaded. Only
 * with a store: `loading`: the conversation is being loaded; `queued`: a command waits until another conversation with the same store,
 * such as that of another tab, has ended its run.
 */
export type ConversationStatus = Extract<
  ChatStatus,
  'awaiting-approval' | 'failed' | 'idle' | 'loading' | 'pending' | 'queued' | 'running-tools' | 'streaming'
>;

/**
 * A conversation at one moment. Each state is a new, immutable object; parts that did not change keep their identity, so that a
 * list tracked by identity renders only new items.
 */
export interface ConversationState<Metadata = unknown> {
  /**
   * The messages that are shown, with their ids, versions, usage and cost. The answer that is arriving is the last entry. The array is
   * replaced when an entry changes, and is created at the first read.
   */
  readonly entries: readonly ConversationEntry<Metadata>[];
  /**
   * The history to send: the complete messages that are shown. It can be sent at any moment, since it does not contain an answer that is
   * arriving or has open calls, or a blank answer. The array is replaced when a message changes.
   */
  readonly messages: readonly ChatMessage[];
  /** Status of the conversation. */
  readonly status: ConversationStatus;
  /** Whether a run is active. False for the status `awaiting-approval` if the conversation was loaded with it. */
  readonly isRunning: boolean;
  /** The answer that is arriving or has open calls, to be shown after the messages. Absent otherwise. */
  readonly snapshot?: ChatCompletion;
  /** The tool calls of `snapshot`, once it is complete, in order. Empty again when the answer has become one of the `messages`. */
  readonly toolCalls: readonly ConversationToolCall[];
  /** The queued commands, which wait for the run to end, or for `resume`. The first command starts first. */
  readonly queue: readonly QueuedCommand<Metadata>[];
  /**
   * Whether the queue is held, after a run that failed or was stopped, or after loading: its commands start after `resume`, or
   * after a new command. False if the queue is empty.
   */
  readonly isHeld: boolean;
  /** Where `regenerate` continues, if the last run was stopped or has failed. Absent otherwise. */
  readonly interrupted?: InterruptedRun;
  /**
   * The last complete answer of the active run; without an active run, the last answer of the last run. It has its own usage, cost, sources
   * and `finish_reason`, which is null if the answer was cut off.
   */
  readonly completion?: ChatCompletion;
  /** Tokens of all answers so far, as far as reported by the server, which often does not report those of a stopped answer. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers so far, as far as reported by the server. */
  readonly cost?: CompletionCost;
  /**
   * Error of the last run; set if `status` is `failed`. A `VeniceError`, unless one of your functions threw another error. A
   * `ConversationStoreError` if the conversation could not be loaded.
   */
  readonly error?: Error;
  /** Why the last changes are not saved yet; writing them is retried until it succeeds. Absent if nothing has failed. */
  readonly saveError?: Error;
}

/** A run that was stopped or has failed, as plain data. */
export interface InterruptedRun {
  /**
   * Id of the entry after which `regenerate()` continues: the question, the last result of the last finished step, whose tools do not run
   * again, or an answer with calls that have not ended. Null: before the first entry. The entry may be in a version that is not shown.
   */
  readonly afterId: string | null;
}
