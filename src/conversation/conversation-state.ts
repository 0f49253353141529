import type { ToolError } from '../errors/tool-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';

/**
 * What a conversation is doing. `idle`: nothing runs, and the last run, if there was one, was answered or stopped; `pending`:
 * it has asked, and no part of the answer has come; `streaming`: the answer is coming; `running-tools`: the tools run that
 * the answer calls; `failed`: nothing runs, and the last run failed.
 */
export type ConversationStatus = 'failed' | 'idle' | 'pending' | 'running-tools' | 'streaming';

/**
 * A conversation at one moment. Each state is a new object, and earlier ones never change; parts that did not change are
 * the same objects, so that a list by identity draws only what is new.
 */
export interface ConversationState {
  /**
   * The history: what was said and is finished. Servers accept it at any moment, since an answer whose calls still run is not
   * in it. The array is another one whenever a message is.
   */
  readonly messages: readonly ChatMessage[];
  /** What the conversation is doing. */
  readonly status: ConversationStatus;
  /** Whether a run is on: it is `pending`, `streaming` or `running-tools`. */
  readonly isRunning: boolean;
  /** The answer that is coming, or whose tools run: what stands below the messages. Absent where there is none. */
  readonly snapshot?: ChatCompletion;
  /** The calls of that answer, once it is whole, in its order. They leave together with it, when it goes into the messages. */
  readonly toolCalls: readonly ConversationToolCall[];
  /** The commands that wait for the run to end; the first is the next. */
  readonly queue: readonly QueuedCommand[];
  /**
   * The answer of the last run, once it has come to an end, with its own usage, cost, sources and `finish_reason`, which is null
   * where it was stopped or failed. Its message is in `messages`, unless it says nothing. Of a run with tools it is the last one.
   */
  readonly completion?: ChatCompletion;
  /** Tokens of all answers so far, as far as the server told; an answer that was stopped is not told of. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers so far, as far as the server told. */
  readonly cost?: CompletionCost;
  /** What the last run failed with: there is one where `status` is `failed`. A `VeniceError`, unless a function of yours threw. */
  readonly error?: Error;
}

/** A call whose answer is not yet in the messages. */
export interface ConversationToolCall {
  /** The call, as the model wrote it. */
  readonly call: ToolCall;
  /** `running` also while it waits for an approval. `failed` also where it was refused: the model is told, and goes on. */
  readonly status: 'done' | 'failed' | 'running';
  /** What the tool emitted last; absent before. */
  readonly progress?: unknown;
  /** What the tool returned, where it is done. */
  readonly result?: unknown;
  /** What went wrong, where it failed. */
  readonly error?: ToolError;
}

/** A command that waits for the run to end. */
export type QueuedCommand = QueuedEdit | QueuedRegenerate | QueuedSend;

/** Something to say. */
export interface QueuedSend {
  /** Marks the variant. */
  readonly type: 'send';
  /** What the user says. */
  readonly content: UserMessage['content'];
}

/** An answer to ask for again. */
export interface QueuedRegenerate {
  /** Marks the variant. */
  readonly type: 'regenerate';
}

/** A message to replace. Where an earlier command takes it away, this one is left out. */
export interface QueuedEdit {
  /** Marks the variant. */
  readonly type: 'edit';
  /** Its position. */
  readonly index: number;
  /** The message as it stands. */
  readonly message: UserMessage;
  /** What the user says instead. */
  readonly content: UserMessage['content'];
}
