import 'fake-indexeddb/auto';
import { firstValueFrom, from } from 'rxjs';
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

  it('writes nothing if one of the rows cannot be stored', async () => {
    const store = indexedDbStore({ name: 'half' });
    const bad = { type: 'entry', id: 'b', value: () => 1 };
    await expect(firstValueFrom(from(store.append('chat', [row, bad], 0)))).rejects.toThrow();

    expect(await firstValueFrom(from(store.load('chat')))).toEqual({ revision: 0, rows: [] });
  });

  it('fails where there is no IndexedDB', async () => {
    const { indexedDB: real } = globalThis;
    Object.assign(globalThis, { indexedDB: undefined });
    const store = indexedDbStore();
    await expect(firstValueFrom(from(store.list()))).rejects.toThrow(TypeError);
    Object.assign(globalThis, { indexedDB: real });

    expect(await isListed(store)).toBe(false);
  });

  it('refuses unknown options', () => {
    // @ts-expect-error -- There is no such option.
    expect(() => indexedDbStore({ database: 'x' })).toThrow('unknown option `database`');
  });
});
