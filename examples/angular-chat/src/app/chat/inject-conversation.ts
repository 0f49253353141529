import { DestroyRef, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { animationFrames, audit, race, timer } from 'rxjs';
import { Conversation, type ConversationOptions } from 'venice-rx';
import { injectVenice } from 'venice-rx/angular';
export function injectConversation(options: ConversationOptions) {
  const c = new Conversation(injectVenice().chat.completions, options);
  inject(DestroyRef).onDestroy(() => c.close());
  return {
    state: toSignal(c.state.pipe(audit(() => race(animationFrames(), timer(100)))), { initialValue: c.currentState }),
    send: c.send.bind(c), stop: c.stop.bind(c), regenerate: c.regenerate.bind(c), edit: c.edit.bind(c), export: c.export.bind(c),
  };
}
