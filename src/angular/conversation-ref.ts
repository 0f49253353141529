import type { Signal } from '@angular/core';
import type { Conversation } from '../conversation/conversation.js';
import type {
  ConversationState,
  ConversationStatus,
  InterruptedRun,
} from '../conversation/conversation-state.js';
import type { ConversationToolCall } from '../conversation/conversation-tool-call.js';
import type { QueuedCommand } from '../conversation/queued-command.js';
import type { ConversationEntry } from '../conversation/tree/conversation-entry.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** A `Conversation` with its state as signals, and the same commands. */
export interface ConversationRef<Metadata = unknown> extends Pick<
  Conversation<Metadata>,
  | 'cancelQueued'
  | 'clearQueue'
  | 'edit'
  | 'editQueued'
  | 'export'
  | 'regenerate'
  | 'remove'
  | 'replace'
  | 'respondToApproval'
  | 'resume'
  | 'retryLoad'
  | 'select'
  | 'send'
  | 'setMetadata'
  | 'stop'
  | 'whenSaved'
> {
  /** The whole state as one value; the other signals are its fields. */
  readonly state: Signal<ConversationState<Metadata>>;
  /**
   * The messages of the current path with their ids and versions: `track entry.id`. An entry that does not change is the same object
   * in the next array.
   */
  readonly entries: Signal<readonly ConversationEntry<Metadata>[]>;
  /** The history to send. */
  readonly messages: Signal<readonly ChatMessage[]>;
  /** Status of the conversation. */
  readonly status: Signal<ConversationStatus>;
  /** Whether a run is active. */
  readonly isRunning: Signal<boolean>;
  /** The answer that is arriving, if any. */
  readonly snapshot: Signal<ChatCompletion | undefined>;
  /** The content of the answer that is arriving; empty if absent. */
  readonly text: Signal<string>;
  /** The reasoning of the answer that is arriving; empty if absent. */
  readonly reasoning: Signal<string>;
  /** The calls of the answer that is arriving, with the status of their tools. */
  readonly toolCalls: Signal<readonly ConversationToolCall[]>;
  /** The commands that wait for the run to end, or for `resume`. */
  readonly queue: Signal<readonly QueuedCommand<Metadata>[]>;
  /** Whether the queue is held, after a run that failed or was stopped. */
  readonly isHeld: Signal<boolean>;
  /** The last answer of the last run, once that has ended, with its own usage, cost and `finish_reason`. */
  readonly completion: Signal<ChatCompletion | undefined>;
  /** Where `regenerate` continues, if the last run was stopped or has failed. */
  readonly interrupted: Signal<InterruptedRun | undefined>;
  /** Tokens of all answers so far, as far as reported by the server. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** Cost of all answers so far, as far as reported by the server. */
  readonly cost: Signal<CompletionCost | undefined>;
  /** The error of the last run, while `status` is `failed`. */
  readonly error: Signal<Error | undefined>;
  /** Why the last changes are not saved yet, with a store; undefined if nothing has failed. */
  readonly saveError: Signal<Error | undefined>;
}
