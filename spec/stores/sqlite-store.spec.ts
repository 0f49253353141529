import { firstValueFrom, from } from 'rxjs';
import { openSqlite } from '../../examples/open-sqlite.js';
import { sqliteStore } from '../../examples/sqlite-store.js';
import { describeConversationStore } from '../conversation/store-contract.js';

describeConversationStore('the example with SQLite', async () => {
  const database = await openSqlite();
  const store = sqliteStore(database, 'alice');
  return { store, other: sqliteStore(database, 'alice'), [Symbol.asyncDispose]: () => Promise.resolve() };
});

it('keeps the conversations of users apart, also those with the same id', async () => {
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
