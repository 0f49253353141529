import {
  DestroyRef,
  ErrorHandler,
  Injector,
  NgZone,
  type Signal,
  assertInInjectionContext,
  computed,
  inject,
  signal,
} from '@angular/core';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { aChatSource, ask } from '../operators/internal/chat-source.js';
import { Conversation } from '../conversation/conversation.js';
import { type ConversationOptions, conversationOptionRules } from '../conversation/conversation-options.js';
import type {
  ConversationState,
  ConversationStatus,
  InterruptedRun,
} from '../conversation/conversation-state.js';
import type { ConversationToolCall } from '../conversation/conversation-tool-call.js';
import type { QueuedCommand } from '../conversation/queued-command.js';
import type { ConversationEntry } from '../conversation/tree/conversation-entry.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { VENICE_RENDER_NOTIFIER } from './render-notifier.js';
import { holdWhileRunning } from './hold-while-running.js';
import { getClient } from './inject-venice.js';
import { latestPerFrame } from './latest-per-frame.js';

/** Options of {@link injectConversation}. */
export interface InjectConversationOptions<Metadata = unknown> extends ConversationOptions<Metadata> {
  /** Sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /** The conversation is closed when this injector is destroyed. Default: the injector of the calling context. */
  readonly injector?: Injector;
}

const rules: OptionRules<InjectConversationOptions> = {
  ...conversationOptionRules,
  chat: aChatSource,
  injector: anything,
};

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

/**
 * Creates a `Conversation` that uses the client of `provideVenice`, and exposes its state as signals. It is closed when its
 * injector is destroyed.
 *
 * Signals change at most once per frame (`VENICE_RENDER_NOTIFIER`) while an answer is `streaming`, and synchronously at its end.
 * Call it in an injection context, or with an `injector`. Throws a `TypeError` if an option is invalid.
 *
 * @example
 * ```ts
 * import { injectConversation } from 'venice-rx/angular';
 *
 * export class Chat {
 *   readonly conversation = injectConversation({ request: { model: 'default' } });
 *
 *   say(text: string): void {
 *     this.conversation.send(text);
 *   }
 * }
 * ```
 */
export function injectConversation<Metadata = unknown>(
  options: InjectConversationOptions<Metadata>,
): ConversationRef<Metadata> {
  checkOptions(options, rules);
  if (options.injector === undefined) assertInInjectionContext(injectConversation);
  const { chat, injector = inject(Injector), ...others } = options;
  const conversation = new Conversation(
    (request) => ask(chat ?? getClient(injector).chat.completions, request),
    others,
  );
  const state = signal(conversation.currentState);
  const zone = injector.get(NgZone);
  zone.runOutsideAngular(() => {
    conversation.state
      .pipe(
        holdWhileRunning(injector),
        latestPerFrame(injector.get(VENICE_RENDER_NOTIFIER), ({ status }) => status !== 'streaming'),
      )
      .subscribe({
        next: (next) => {
          state.set(next);
        },
        error: (error: unknown) => {
          injector.get(ErrorHandler).handleError(error);
        },
      });
  });
  injector.get(DestroyRef).onDestroy(() => {
    conversation.close();
  });

  const message = computed(() => state().snapshot?.choices[0]?.message);
  return {
    state: state.asReadonly(),
    entries: computed(() => state().entries),
    messages: computed(() => state().messages),
    status: computed(() => state().status),
    isRunning: computed(() => state().isRunning),
    snapshot: computed(() => state().snapshot),
    text: computed(() => message()?.content ?? ''),
    reasoning: computed(() => message()?.reasoning_content ?? ''),
    toolCalls: computed(() => state().toolCalls),
    queue: computed(() => state().queue),
    isHeld: computed(() => state().isHeld),
    completion: computed(() => state().completion),
    interrupted: computed(() => state().interrupted),
    usage: computed(() => state().usage),
    cost: computed(() => state().cost),
    error: computed(() => state().error),
    saveError: computed(() => state().saveError),
    send: (...args) => zone.runOutsideAngular(() => conversation.send(...args)),
    regenerate: (...args) => zone.runOutsideAngular(() => conversation.regenerate(...args)),
    edit: (...args) => zone.runOutsideAngular(() => conversation.edit(...args)),
    respondToApproval: (...args) => zone.runOutsideAngular(() => conversation.respondToApproval(...args)),
    resume: () => zone.runOutsideAngular(() => conversation.resume()),
    select: (id) => {
      conversation.select(id);
    },
    remove: (id) => {
      conversation.remove(id);
    },
    replace: (id, message) => {
      conversation.replace(id, message);
    },
    setMetadata: (id, metadata) => {
      conversation.setMetadata(id, metadata);
    },
    cancelQueued: (id) => conversation.cancelQueued(id),
    editQueued: (id, content) => conversation.editQueued(id, content),
    stop: () => {
      conversation.stop();
    },
    clearQueue: () => {
      conversation.clearQueue();
    },
    export: () => conversation.export(),
    retryLoad: () => zone.runOutsideAngular(() => conversation.retryLoad()),
    whenSaved: () => conversation.whenSaved(),
  };
}
