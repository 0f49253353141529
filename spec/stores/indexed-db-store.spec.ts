import 'fake-indexeddb/auto';
import { firstValueFrom, from, noop } from 'rxjs';
import { indexedDbStore } from 'venice-rx/stores';
import { describeConversationStore } from '../conversation/store-contract.js';

let databases = 0;

describeConversationStore('indexedDbStore', () => {
  const name = `spec-${(databases += 1)}`;
  return Promise.resolve({
    store: indexedDbStore({ name }),
    other: indexedDbStore({ name }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

describe('indexedDbStore', () => {
  const row = { type: 'entry', id: 'a', value: { id: 'a' } };
  const isListed = async (store: ReturnType<typeof indexedDbStore>) =>
    (await firstValueFrom(from(store.list()))).length > 0;

  it('opens the database again after another tab has deleted it', async () => {
    const store = indexedDbStore({ name: 'deleted' });
    await firstValueFrom(from(store.append('chat', [row], 0)));
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('deleted').onsuccess = resolve;
    });

    expect(await isListed(store)).toBe(false);
    await firstValueFrom(from(store.append('chat', [row], 0)));
    expect(await isListed(store)).toBe(true);
  });

  it('notifies of an append whose transaction is committed after the caller has unsubscribed', async () => {
    const store = indexedDbStore({ name: 'unsubscribed' });
    expect(await isListed(store)).toBe(false); // opens the database
    const notified: unknown[] = [];
    const notifications = from(store.changes('chat')).subscribe((revision) => notified.push(revision));
    const transaction = jest.spyOn(IDBDatabase.prototype, 'transaction');
    const append = from(store.append('chat', [row], 0)).subscribe();
    // The transaction begins within a few microtasks, and is committed in a later task.
    for (let microtask = 0; microtask < 10; microtask += 1) await Promise.resolve();
    expect(transaction).toHaveBeenCalledTimes(1);
    transaction.mockRestore();
    append.unsubscribe();

    // The transaction of `load` begins after the commit of the append.
    expect(await firstValueFrom(from(store.load('chat')))).toMatchObject({ revision: 1 });
    notifications.unsubscribe();
    expect(notified).toEqual([1]);
  });

  it('writes nothing if one of the rows cannot be stored', async () => {
    const store = indexedDbStore({ name: 'half' });
    // Structured cloning rejects a function.
    const bad = { type: 'entry', id: 'b', value: { f: () => 1 } };
    await expect(firstValueFrom(from(store.append('chat', [row, bad], 0)))).rejects.toThrow();

    expect(await firstValueFrom(from(store.load('chat')))).toEqual({ revision: 0, rows: [] });
  });

  it('fails while there is no IndexedDB, and works afterwards', async () => {
    const { indexedDB: real } = globalThis;
    Object.assign(globalThis, { indexedDB: undefined });
    const store = indexedDbStore();
    await expect(firstValueFrom(from(store.list()))).rejects.toThrow(TypeError);
    Object.assign(globalThis, { indexedDB: real });

    expect(await isListed(store)).toBe(false);
  });

  it.each<[string, () => unknown]>([
    [
      'cannot be created',
      () => {
        throw new Error('SecurityError');
      },
    ],
    [
      'cannot send',
      () => ({
        addEventListener: noop,
        close: noop,
        postMessage: () => {
          throw new Error('InvalidStateError');
        },
      }),
    ],
  ])('appends, deletes and notifies its own page if a BroadcastChannel %s', async (problem, create) => {
    const { BroadcastChannel: real } = globalThis;
    Object.assign(globalThis, {
      BroadcastChannel: function BroadcastChannel() {
        return create();
      },
    });
    const store = indexedDbStore({ name: problem });
    const notified: unknown[] = [];
    try {
      expect(await firstValueFrom(from(store.append('chat', [row], 0)))).toBe(1);
      const notifications = from(store.changes('chat')).subscribe((revision) => notified.push(revision));
      expect(await firstValueFrom(from(store.append('chat', [row], 1)))).toBe(2);
      await firstValueFrom(from(store.delete('chat')), { defaultValue: undefined });
      notifications.unsubscribe();
    } finally {
      Object.assign(globalThis, { BroadcastChannel: real });
    }

    expect(notified).toEqual([2, 3]);
  });

  it('rejects unknown options', () => {
    // @ts-expect-error -- There is no such option.
    expect(() => indexedDbStore({ database: 'x' })).toThrow('unknown option `database`');
  });
});
