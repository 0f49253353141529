import { DestroyRef, EnvironmentInjector, Injector, computed, effect, untracked } from '@angular/core';
import { Conversation } from '../conversation/conversation.js';
import { ask } from '../operators/internal/chat-source.js';
import { checkOptions } from '../options/check-options.js';
import {
  type InjectStoredConversationOptions,
  injectStoredConversationRules,
} from './inject-conversation-options.js';
import { getClient } from './inject-venice.js';
import { type LiveConversation, openConversation } from './live-conversation.js';
import { toPageStore } from './page-store.js';

/**
 * Returns a function that returns the conversation of the current options, and is reactive like a signal. The first call loads the
 * conversation. If `id` or `store` has changed, a call closes the former conversation and loads the new one, so that no reader and no
 * command gets the former one. After the first call, an effect does the same when a signal changes.
 */
export function followConversation<Metadata>(
  injector: Injector,
  options: () => InjectStoredConversationOptions<Metadata>,
): () => LiveConversation<Metadata> {
  let open: LiveConversation<Metadata> | undefined;
  let isDestroyed = false;
  let destroyEffect: (() => void) | undefined;
  const selection = computed(options, {
    equal: (one, other) => one.id === other.id && one.store === other.store,
  });
  const current = computed(() => {
    const next = selection();
    return untracked(() => {
      if (isDestroyed && open !== undefined) return open;
      const created = openConversation(injector, () => load(injector, next));
      // Unsubscribed first: closing must not change signals that are being read.
      open?.subscription.unsubscribe();
      open?.conversation.close();
      if (isDestroyed) created.conversation.close();
      open = created;
      return created;
    });
  });
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    destroyEffect?.();
    open?.conversation.close();
  });

  const startEffect = (): void => {
    if (destroyEffect !== undefined || isDestroyed) return;
    // A root effect, since the effect of a component runs only when the view of that component is checked. `destroyEffect` destroys it.
    const effectRef = effect(() => void current(), {
      injector: injector.get(EnvironmentInjector).get(Injector),
      manualCleanup: true,
    });
    destroyEffect = () => {
      effectRef.destroy();
    };
  };
  return () => {
    const conversation = current();
    untracked(startEffect);
    return conversation;
  };
}

function load<Metadata>(
  injector: Injector,
  options: InjectStoredConversationOptions<Metadata>,
): Conversation<Metadata> {
  checkOptions(options, injectStoredConversationRules);
  const { id, chat, onServer: _, ...others } = options;
  return Conversation.load<Metadata>(
    id,
    (request) => ask(chat ?? getClient(injector).chat.completions, request),
    { ...others, ...toPageStore(injector, options) },
  );
}
