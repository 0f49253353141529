import { from } from 'rxjs';
import { memoryStore } from 'venice-rx/stores';
import { describeConversationStore } from '../conversation/store-contract.js';

describeConversationStore('memoryStore', () => {
  const store = memoryStore();
  return Promise.resolve({ store, other: store, [Symbol.asyncDispose]: () => Promise.resolve() });
});

it('stores a copy of a value, so that a later change of the value is not stored', () => {
  const store = memoryStore();
  const value = { text: 'Hi' };
  const loaded: unknown[] = [];
  from(store.append('chat', [{ type: 'entry', id: 'a', value }], 0)).subscribe();
  value.text = 'Bye';
  from(store.load('chat')).subscribe(({ rows }) => loaded.push(rows[0]?.value));

  expect(loaded).toEqual([{ text: 'Hi' }]);
});
