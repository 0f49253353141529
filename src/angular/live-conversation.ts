import { ErrorHandler, type Injector, NgZone, type Signal, signal } from '@angular/core';
import type { Subscription } from 'rxjs';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationState } from '../conversation/conversation-state.js';
import { delayPageWhileRunning } from './delay-page-while-running.js';
import { latestPerFrame } from './latest-per-frame.js';
import { VENICE_RENDER_NOTIFIER } from './render-notifier.js';

/** An open conversation, and its state as a signal. */
export interface LiveConversation<Metadata> {
  readonly conversation: Conversation<Metadata>;
  readonly state: Signal<ConversationState<Metadata>>;
  /** The subscription that updates `state`. */
  readonly subscription: Subscription;
}

/** Opens a conversation outside of Angular's zone. The signal changes at most once per frame while an answer is streaming. */
export function openConversation<Metadata>(
  injector: Injector,
  create: () => Conversation<Metadata>,
): LiveConversation<Metadata> {
  return injector.get(NgZone).runOutsideAngular(() => {
    const conversation = create();
    const state = signal(conversation.currentState);
    const subscription = conversation.state
      .pipe(
        delayPageWhileRunning(injector),
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
    return { conversation, state: state.asReadonly(), subscription };
  });
}
