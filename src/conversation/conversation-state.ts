import type { ToolError } from '../errors/tool-error.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';
import type { InterruptedRun } from './interrupted-run.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';

/**
 * Status of a conversation. `idle`: no run is active, and the last run, if any, completed or was stopped; `pending`: the request
 * is sent, and no part of the answer has arrived; `streaming`: the answer is arriving; `running-tools`: the tools called by the
 * answer are running; `failed`: no run is active, and the last run failed.
 */
export type ConversationStatus = Extract<
  ChatStatus,
  'failed' | 'idle' | 'pending' | 'running-tools' | 'streaming'
>;

/**
 * A conversation at one moment. Each state is a new, immutable object; parts that did not change keep their identity, so that a
 * list tracked by identity renders only new items.
 */
export interface ConversationState {
  /**
   * The history of finished messages. Servers accept it at any moment, since an answer with running calls is not part of it yet.
   * The array is replaced when a message changes.
   */
  readonly messages: readonly ChatMessage[];
  /** Status of the conversation. */
  readonly status: ConversationStatus;
  /** Whether a run is active: `pending`, `streaming` or `running-tools`. */
  readonly isRunning: boolean;
  /** The answer that is arriving or has running tools, to be shown after the messages. Absent otherwise. */
  readonly snapshot?: ChatCompletion;
  /** The calls of that answer, once it is complete, in order. Cleared when the answer moves to the messages. */
  readonly toolCalls: readonly ConversationToolCall[];
  /** The commands that wait for the run to end, or for `resume`; the first is the next. */
  readonly queue: readonly QueuedCommand[];
  /**
   * Whether the queue is held, after a run that failed or was stopped: its commands start after `resume`, or after a new
   * command. False if it is empty.
   */
  readonly isHeld: boolean;
  /** Where `regenerate` continues, if the last run was stopped or has failed. Absent otherwise. */
  readonly interrupted?: InterruptedRun;
  /**
   * The last answer of the last run, once that has ended, with its own usage, cost, sources and `finish_reason`, which is null
   * if it was stopped or failed. Its message is in `messages`, unless it is empty.
   */
  readonly completion?: ChatCompletion;
  /** Tokens of all answers so far, as far as reported by the server; stopped answers have no report. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers so far, as far as reported by the server. */
  readonly cost?: CompletionCost;
  /** Error of the last run; set if `status` is `failed`. A `VeniceError`, unless one of your functions threw. */
  readonly error?: Error;
}

/** A call of an answer that is not in the messages yet. */
export interface ConversationToolCall {
  /** The call as the model wrote it. */
  readonly call: ToolCall;
  /** `running` also while it waits for an approval. `failed` also if it was refused: the model is informed and continues. */
  readonly status: Extract<ChatStatus, 'done' | 'failed' | 'running'>;
  /** The last value that the tool emitted; absent before the first. */
  readonly progress?: unknown;
  /** Result of the tool, if `done`. */
  readonly result?: unknown;
  /** The error, if `failed`. */
  readonly error?: ToolError;
}

/** A command that waits for the run to end. */
export type QueuedCommand = QueuedEdit | QueuedRegenerate | QueuedSend;

/** A queued message of the user. */
export interface QueuedSend {
  /** Marks the variant. */
  readonly type: 'send';
  /** Content of the message. */
  readonly content: UserMessage['content'];
}

/** A queued request for a new version of the last answer. */
export interface QueuedRegenerate {
  /** Marks the variant. */
  readonly type: 'regenerate';
}

/** A queued edit of a message. It is dropped if an earlier command removes the message. */
export interface QueuedEdit {
  /** Marks the variant. */
  readonly type: 'edit';
  /** Index of the message. */
  readonly index: number;
  /** The message before the edit. */
  readonly message: UserMessage;
  /** Content of the replacement. */
  readonly content: UserMessage['content'];
}
