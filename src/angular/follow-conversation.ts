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
 * Returns a reactive function that returns the conversation of the current options. It loads another one, and closes the former,
 * when `id` or `store` has changed, so that a reader or a command never gets the former one. The first call loads the first one, and
 * from then on an effect follows the signals.
 */
export function followConversation<Metadata>(
  injector: Injector,
  options: () => InjectStoredConversationOptions<Metadata>,
): () => LiveConversation<Metadata> {
  let live: LiveConversation<Metadata> | undefined;
  let isDestroyed = false;
  let stopFollowing: (() => void) | undefined;
  const selected = computed(options, {
    equal: (one, other) => one.id === other.id && one.store === other.store,
  });
  const current = computed(() => {
    const next = selected();
    return untracked(() => {
      if (isDestroyed && live !== undefined) return live;
      const created = openConversation(injector, () => load(injector, next));
      // Unsubscribed first: closing must not change signals that are being read.
      live?.subscription.unsubscribe();
      live?.conversation.close();
      if (isDestroyed) created.conversation.close();
      live = created;
      return created;
    });
  });
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    stopFollowing?.();
    live?.conversation.close();
  });

  const follow = (): void => {
    if (stopFollowing !== undefined || isDestroyed) return;
    // A root effect, since one of a component runs only when its view is checked. `stopFollowing` destroys it.
    const following = effect(() => void current(), {
      injector: injector.get(EnvironmentInjector).get(Injector),
      manualCleanup: true,
    });
    stopFollowing = () => {
      following.destroy();
    };
  };
  return () => {
    const now = current();
    untracked(follow);
    return now;
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
