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
import { ask } from '../operators/internal/chat-source.js';
import { Conversation } from '../conversation/conversation.js';
import type { ConversationOptions } from '../conversation/conversation-options.js';
import type {
  ConversationState,
  ConversationStatus,
  ConversationToolCall,
} from '../conversation/conversation-state.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { VENICE_RENDER_NOTIFIER } from './render-notifier.js';
import { holdWhileRunning } from './hold-while-running.js';
import { getClient } from './inject-venice.js';
import { latestPerFrame } from './latest-per-frame.js';

/** Options of {@link injectConversation}. */
export interface InjectConversationOptions extends ConversationOptions {
  /** What sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /** The injector whose end closes the conversation. Default: the one of the place where it is made. */
  readonly injector?: Injector;
}

/** A `Conversation` whose state is read as signals. Its commands are those of the class. */
export interface ConversationRef extends Pick<
  Conversation,
  'edit' | 'export' | 'regenerate' | 'send' | 'stop'
> {
  /** All of it as one value; the other signals are its fields. */
  readonly state: Signal<ConversationState>;
  /** What was said and is finished. */
  readonly messages: Signal<readonly ChatMessage[]>;
  /** What it is doing. */
  readonly status: Signal<ConversationStatus>;
  /** Whether a run is on. */
  readonly isRunning: Signal<boolean>;
  /** The answer that is coming; undefined where there is none. */
  readonly snapshot: Signal<ChatCompletion | undefined>;
  /** The text of the answer that is coming; empty where there is none. */
  readonly text: Signal<string>;
  /** The reasoning of the answer that is coming; empty where there is none. */
  readonly reasoning: Signal<string>;
  /** The calls of the answer that is coming, and how their tools stand. */
  readonly toolCalls: Signal<readonly ConversationToolCall[]>;
  /** Tokens of all answers so far, as far as the server told. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** Cost of all answers so far, as far as the server told. */
  readonly cost: Signal<CompletionCost | undefined>;
  /** What the last run failed with, while `status` is `failed`. */
  readonly error: Signal<Error | undefined>;
}

/**
 * Makes a `Conversation` that asks the client of `provideVenice`, is read as signals, and is closed with its injector.
 *
 * Signals change at most once per frame (`VENICE_RENDER_NOTIFIER`) while an answer is `streaming`, and at once at its end. To be
 * called where `inject` may be, or with an `injector`. Throws a `TypeError` where an
 * option is wrong.
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
export function injectConversation(options: InjectConversationOptions): ConversationRef {
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
    messages: computed(() => state().messages),
    status: computed(() => state().status),
    isRunning: computed(() => state().isRunning),
    snapshot: computed(() => state().snapshot),
    text: computed(() => message()?.content ?? ''),
    reasoning: computed(() => message()?.reasoning_content ?? ''),
    toolCalls: computed(() => state().toolCalls),
    usage: computed(() => state().usage),
    cost: computed(() => state().cost),
    error: computed(() => state().error),
    send: (content) => zone.runOutsideAngular(() => conversation.send(content)),
    regenerate: () => zone.runOutsideAngular(() => conversation.regenerate()),
    edit: (index, content) => zone.runOutsideAngular(() => conversation.edit(index, content)),
    stop: () => {
      conversation.stop();
    },
    export: () => conversation.export(),
  };
}
