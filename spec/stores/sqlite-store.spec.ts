import { Observable, firstValueFrom, from } from 'rxjs';
import { Conversation, type ConversationStore, VeniceClient } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, scriptedTransport } from 'venice-rx/testing';
import { answerOnce } from '../../examples/answer-once.js';
import { openSqlite } from '../../examples/open-sqlite.js';
import { sqliteStore } from '../../examples/sqlite-store.js';
import { describeConversationStore } from '../conversation/store-contract.js';

describeConversationStore('the example with SQLite', async () => {
  const database = await openSqlite();
  const store = sqliteStore(database, 'alice');
  return { store, other: sqliteStore(database, 'alice'), [Symbol.asyncDispose]: () => Promise.resolve() };
});

it('does not return or delete the conversation of another user with the same id', async () => {
  const database = await openSqlite();
  const [alice, bob] = ['alice', 'bob'].map((user) => sqliteStore(database, user)) as [
    ReturnType<typeof sqliteStore>,
    ReturnType<typeof sqliteStore>,
  ];
  await firstValueFrom(from(alice.append('chat', [{ type: 'entry', id: 'a', value: { id: 'a' } }], 0)));
  await firstValueFrom(from(bob.delete('chat')), { defaultValue: undefined });

  expect(await firstValueFrom(from(bob.load('chat')))).toEqual({ revision: 0, rows: [] });
  expect(await firstValueFrom(from(bob.list()))).toEqual([]);
  expect(await firstValueFrom(from(alice.load('chat')))).toMatchObject({ revision: 1, rows: [{ id: 'a' }] });
});

it('begins a write with BEGIN IMMEDIATE, and waits up to 2 seconds for other writers', async () => {
  const database = await openSqlite();
  const executed: string[] = [];
  const recorder = {
    ...database,
    exec: (sql: string) => {
      executed.push(sql);
      return database.exec(sql);
    },
  };
  const store = sqliteStore(recorder, 'alice');
  expect(executed.splice(0)).toEqual([expect.stringContaining('busy_timeout = 2000')]);
  await firstValueFrom(from(store.load('chat')));
  await firstValueFrom(from(store.list()));
  expect(executed.splice(0)).toEqual(['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']);
  await firstValueFrom(from(store.append('chat', [{ type: 'entry', id: 'a', value: { id: 'a' } }], 0)));
  await firstValueFrom(from(store.delete('chat')), { defaultValue: undefined });
  expect(executed).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
});

describe('`answerOnce`, which answers one request of a server,', () => {
  const answer = (store: ConversationStore, reply: ChatReply): Promise<string> => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(reply) });
    const request = { model: 'default' };
    return answerOnce(Conversation.load('chat', client.chat.completions, { store, request }), 'Hi');
  };
  let subscribers = 0;
  const toStore = (methods: Partial<ConversationStore> = {}): ConversationStore => {
    const memory = memoryStore();
    return {
      load: (id, since) => memory.load(id, since),
      append: (id, rows, revision) => memory.append(id, rows, revision),
      list: () => memory.list(),
      delete: (id) => memory.delete(id),
      changes: () =>
        new Observable(() => {
          subscribers += 1;
          return () => (subscribers -= 1);
        }),
      ...methods,
    };
  };

  it('resolves to the answer, and unsubscribes from the store', async () => {
    expect(await answer(toStore(), 'a|')).toBe('a');
    expect(subscribers).toBe(0);
  });

  it('rejects if the conversation cannot be loaded', async () => {
    const busy = toStore({
      load: () => {
        throw new Error('SQLITE_BUSY');
      },
    });
    await expect(answer(busy, 'a|')).rejects.toMatchObject({
      name: 'ConversationStoreError',
      cause: new Error('SQLITE_BUSY'),
    });
  });

  it('rejects and unsubscribes from the store if the run fails', async () => {
    await expect(answer(toStore(), '--#')).rejects.toThrow();
    expect(subscribers).toBe(0);
  });
});
