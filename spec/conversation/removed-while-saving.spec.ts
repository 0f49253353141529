import { type Observable, concatMap, delay, from, map, throwError, timer } from 'rxjs';
import { Conversation, type ConversationStore, VeniceClient } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';

/** Sends a question, removes the question at `removedAt`, and returns the ids of the entries after a minute, and after a reload. */
function idsAfterRemoval(
  removedAt: number,
  append: (store: ConversationStore, call: () => Observable<number>, count: number) => Observable<number>,
) {
  return inVirtualTime(({ flush }) => {
    const store = memoryStore();
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('a|', 'b|') });
    const options = { request: { model: 'default' }, lock: false, saveInterval: 1 } as const;
    let count = 0;
    const slow: ConversationStore = {
      load: (id, since) => store.load(id, since),
      append: (id, rows, revision) =>
        append(store, () => from(store.append(id, rows, revision)), (count += 1)),
      changes: (id) => store.changes(id),
      list: () => store.list(),
      delete: (id) => store.delete(id),
    };
    const one = Conversation.load('chat', client.chat.completions, { ...options, store: slow });
    one.send('Hi', { id: 'question' });
    timer(removedAt).subscribe(() => {
      one.remove('question');
    });
    const shown: (readonly string[])[] = [];
    const show = (conversation: Conversation): void => {
      shown.push(conversation.currentState.entries.map(({ id }) => id));
      conversation.close();
    };
    timer(60_000).subscribe(() => {
      show(one);
    });
    timer(100_000).subscribe(() => {
      show(Conversation.load('chat', client.chat.completions, { ...options, store }));
    });
    flush();
    return shown;
  });
}

describe('an entry that is removed', () => {
  it('while it is being saved does not return', () => {
    expect(idsAfterRemoval(20, (_, call) => timer(50).pipe(concatMap(call), delay(50)))).toEqual([[], []]);
  });

  it('after the confirmation of its save was lost does not return', () => {
    const loseConfirmation = (_: ConversationStore, call: () => Observable<number>, count: number) =>
      count === 1
        ? call().pipe(
            map(() => {
              throw new Error('the confirmation was lost');
            }),
          )
        : call();
    expect(idsAfterRemoval(20, loseConfirmation)).toEqual([[], []]);
  });

  it('before the store was available is not saved', () => {
    const unavailable = (_: ConversationStore, call: () => Observable<number>, count: number) =>
      count === 1 ? throwError(() => new Error('the store is unavailable')) : call();
    expect(idsAfterRemoval(20, unavailable)).toEqual([[], []]);
  });
});
