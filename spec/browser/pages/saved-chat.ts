import { concatMap, from, timer } from 'rxjs';
import { Conversation, type ConversationState } from 'venice-rx';
import { indexedDbStore } from 'venice-rx/stores';
import { chunk, finish, role } from 'venice-rx/testing';

declare global {
  interface Window {
    /** The conversation of this tab, and the part of its state that must be the same in the other tab. */
    readonly saved: { readonly conversation: Conversation; state(): unknown };
    /** Number of requests of this tab. */
    requests: number;
  }
}

const words = ['One', ' after', ' the', ' other.'];
window.requests = 0;
const conversation = Conversation.load(
  'chat',
  () => {
    window.requests += 1;
    return from([role(), ...words.map((word) => chunk(word)), finish()]).pipe(
      concatMap((part) => timer(100).pipe(concatMap(() => [part]))),
    );
  },
  { store: indexedDbStore(), request: { model: 'default' }, saveInterval: 100 },
);
conversation.state.subscribe(({ status, saveError }) => {
  document.title = saveError?.name ?? status;
});

Object.assign(window, {
  saved: {
    conversation,
    state: () => {
      const { entries, queue }: ConversationState = conversation.currentState;
      return {
        entries: entries.map(({ message, status }) => [message.content, status]),
        queue: queue.length,
      };
    },
  },
});
