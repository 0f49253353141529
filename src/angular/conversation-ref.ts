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
  /** The whole state as one value. The other signals are fields of the state, except `text` and `reasoning`. */
  readonly state: Signal<ConversationState<Metadata>>;
  /**
   * The messages that are shown, with their ids and versions. Use `track entry.id` in a template: an entry that does not change is the same
   * object in the next array.
   */
  readonly entries: Signal<readonly ConversationEntry<Metadata>[]>;
  /** The history to send: the complete messages that are shown. */
  readonly messages: Signal<readonly ChatMessage[]>;
  /** Status of the conversation. */
  readonly status: Signal<ConversationStatus>;
  /** Whether a run is active. */
  readonly isRunning: Signal<boolean>;
  /** The answer that is arriving or has open calls; undefined if there is none. */
  readonly snapshot: Signal<ChatCompletion | undefined>;
  /** The text of `snapshot`; an empty string if there is none. */
  readonly text: Signal<string>;
  /** The reasoning of `snapshot`; an empty string if there is none. */
  readonly reasoning: Signal<string>;
  /** The tool calls of `snapshot`, once it is complete, each with its status. */
  readonly toolCalls: Signal<readonly ConversationToolCall[]>;
  /** The queued commands, the next one first. */
  readonly queue: Signal<readonly QueuedCommand<Metadata>[]>;
  /** Whether the queue is held: after a run that failed or was stopped, or after loading. */
  readonly isHeld: Signal<boolean>;
  /** The last complete answer of the active run; without an active run, the last answer of the last run. */
  readonly completion: Signal<ChatCompletion | undefined>;
  /** Where `regenerate` continues, if the last run was stopped or has failed. */
  readonly interrupted: Signal<InterruptedRun | undefined>;
  /** Tokens of all answers so far, as far as reported by the server. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** Cost of all answers so far, as far as reported by the server. */
  readonly cost: Signal<CompletionCost | undefined>;
  /** The error of the last run, or of loading the conversation, while `status` is `failed`. */
  readonly error: Signal<Error | undefined>;
  /** With a store: why the last changes are not saved yet; undefined if nothing has failed. */
  readonly saveError: Signal<Error | undefined>;
}
