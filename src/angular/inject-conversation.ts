import {
  DestroyRef,
  Injector,
  NgZone,
  assertInInjectionContext,
  computed,
  inject,
  untracked,
} from '@angular/core';
import { Conversation } from '../conversation/conversation.js';
import { ask } from '../operators/internal/chat-source.js';
import { checkOptions } from '../options/check-options.js';
import type { ConversationRef } from './conversation-ref.js';
import { followConversation } from './follow-conversation.js';
import {
  type InjectConversationOptions,
  type InjectStoredConversationOptions,
  injectConversationRules,
} from './inject-conversation-options.js';
import { getClient } from './inject-venice.js';
import { type LiveConversation, openConversation } from './live-conversation.js';

/**
 * Creates a `Conversation` that uses the client of `provideVenice`, and exposes its state as signals. The conversation is closed when the
 * injector is destroyed.
 *
 * Pass a function instead of the options for a conversation in a store. `Conversation.load` loads the conversation when one of the signals
 * of the result is read, or a command is called. When a signal that the function reads changes `id` or `store`, the conversation is
 * closed, which stops its run and saves it, and another one is loaded. Reads and commands after the change belong to the new conversation.
 * A change of any other option takes effect when the next conversation is loaded. On a server, the conversation is loaded only with
 * `onServer: 'load'`.
 *
 * While an answer is `streaming`, the signals change at most once per frame (`VENICE_RENDER_NOTIFIER`); its end is shown at once.
 *
 * Call `injectConversation` in an injection context, or with an `injector`, as an option or as the second argument. Throws a `TypeError`
 * if an option is invalid; the options that a function returns are checked when the conversation is loaded.
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
  options: InjectConversationOptions<Metadata> | (() => InjectStoredConversationOptions<Metadata>),
  injector?: Injector,
): ConversationRef<Metadata> {
  const isFunction = typeof options === 'function';
  if (!isFunction) checkOptions(options, injectConversationRules);
  const explicitInjector = isFunction ? injector : (options.injector ?? injector);
  if (explicitInjector === undefined) assertInInjectionContext(injectConversation);
  const ownInjector = explicitInjector ?? inject(Injector);
  const current = isFunction ? followConversation(ownInjector, options) : create(ownInjector, options);
  return toRef(current, ownInjector.get(NgZone));
}

function create<Metadata>(
  injector: Injector,
  options: InjectConversationOptions<Metadata>,
): () => LiveConversation<Metadata> {
  const { chat, injector: _, ...others } = options;
  const live = openConversation(
    injector,
    () => new Conversation((request) => ask(chat ?? getClient(injector).chat.completions, request), others),
  );
  injector.get(DestroyRef).onDestroy(() => {
    live.conversation.close();
  });
  return () => live;
}

function toRef<Metadata>(current: () => LiveConversation<Metadata>, zone: NgZone): ConversationRef<Metadata> {
  const state = computed(() => current().state());
  const get = (): Conversation<Metadata> => untracked(current).conversation;
  const message = computed(() => state().snapshot?.choices[0]?.message);
  return {
    state,
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
    send: (...args) => zone.runOutsideAngular(() => get().send(...args)),
    regenerate: (...args) => zone.runOutsideAngular(() => get().regenerate(...args)),
    edit: (...args) => zone.runOutsideAngular(() => get().edit(...args)),
    respondToApproval: (...args) => zone.runOutsideAngular(() => get().respondToApproval(...args)),
    resume: () => zone.runOutsideAngular(() => get().resume()),
    select: (id) => {
      get().select(id);
    },
    remove: (id) => {
      get().remove(id);
    },
    replace: (id, message) => {
      get().replace(id, message);
    },
    setMetadata: (id, metadata) => {
      get().setMetadata(id, metadata);
    },
    cancelQueued: (id) => get().cancelQueued(id),
    editQueued: (id, content) => get().editQueued(id, content),
    stop: () => {
      get().stop();
    },
    clearQueue: () => {
      get().clearQueue();
    },
    export: () => get().export(),
    retryLoad: () => zone.runOutsideAngular(() => get().retryLoad()),
    whenSaved: () => get().whenSaved(),
  };
}
