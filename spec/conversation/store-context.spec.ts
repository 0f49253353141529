import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Observable,
  type ObservableInput,
  filter,
  firstValueFrom,
  from,
  lastValueFrom,
  take,
  timer,
} from 'rxjs';
import { Conversation, type ConversationStore, VeniceClient, tool } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { finish, scriptedTransport, toolCall } from 'venice-rx/testing';

const user = new AsyncLocalStorage<string>();
const currentUser = (): string => user.getStore() ?? 'no user';

/** Records the user of each call, and emits in the context of another user, like a store that batches the calls of all users. */
function recordUsers(store: ConversationStore, seen: Set<string>): ConversationStore {
  const call = <T>(name: string, work: () => ObservableInput<T>): Observable<T> =>
    new Observable((subscriber) => {
      seen.add(`${name} of ${currentUser()}`);
      return user.run('another user', () => from(work()).subscribe(subscriber));
    });
  return {
    load: (id, since) => call('load', () => store.load(id, since)),
    append: (id, rows, revision) => call('append', () => store.append(id, rows, revision)),
    changes: (id) => call('changes', () => store.changes(id)),
    list: () => store.list(),
    delete: (id) => store.delete(id),
  };
}

describe('the async context of a conversation with a store', () => {
  const client = new VeniceClient({
    baseURL: 'http://test',
    transport: scriptedTransport('a|', 'b|', 'c|', 'd|'),
  });
  const store = memoryStore();
  const open = (name: string, seen: Set<string>): Conversation =>
    user.run(name, () => {
      const options = { request: { model: 'default' }, lock: 'store', saveInterval: 1 } as const;
      const over = { ...options, store: recordUsers(store, seen) };
      return Conversation.load('chat', client.chat.completions, over);
    });

  it('is that of `load` in every call of the store, even if other users save or send', async () => {
    const [ofAlice, ofBob] = [new Set<string>(), new Set<string>()];
    const [one, other] = [open('alice', ofAlice), open('bob', ofBob)];
    user.run('carol', () => one.send('One'));
    user.run('carol', () => other.send('Two'));
    await lastValueFrom(
      other.state.pipe(
        filter(({ entries, status }) => status === 'idle' && entries.length === 4),
        take(1),
      ),
    );
    user.run('carol', () => {
      one.setMetadata(other.currentState.entries[0]?.id ?? '', { isSeen: true });
    });
    await lastValueFrom(one.whenSaved());
    await lastValueFrom(other.whenSaved());
    await lastValueFrom(timer(10));

    expect([...ofAlice].sort()).toEqual(['append of alice', 'changes of alice', 'load of alice']);
    expect([...ofBob].sort()).toEqual(['append of bob', 'changes of bob', 'load of bob']);
    expect(other.currentState.entries[0]?.metadata).toEqual({ isSeen: true });
    for (const conversation of [one, other]) conversation.close();
  });

  it('is that of the run in a tool whose call another conversation approves', async () => {
    const seen: string[] = [];
    const guarded = tool({
      name: 'guarded',
      description: 'Needs an approval.',
      needsApproval: true,
      execute: () => seen.push(currentUser()),
    });
    const transport = scriptedTransport(
      {
        marbles: 'cf|',
        values: { c: toolCall({ id: 'call', name: 'guarded', arguments: {} }), f: finish('tool_calls') },
      },
      'a|',
    );
    const { completions } = new VeniceClient({ baseURL: 'http://test', transport }).chat;
    const shared = memoryStore();
    const [one, other] = ['alice', 'bob'].map((name) =>
      user.run(name, () =>
        Conversation.load('approved', completions, {
          request: { model: 'default' },
          lock: 'store',
          tools: [guarded],
          store: recordUsers(shared, new Set()),
        }),
      ),
    ) as [Conversation, Conversation];
    const { completion } = user.run('carol', () => one.send('One'));
    const answer = firstValueFrom(completion);
    await firstValueFrom(other.state.pipe(filter(({ status }) => status === 'awaiting-approval')));
    user.run('dave', () => other.respondToApproval('call', { approved: true }));
    await answer;

    expect(seen).toEqual(['carol']);
    for (const conversation of [one, other]) conversation.close();
  });

  it('is that of the subscriber of `whenSaved`', async () => {
    const one = open('alice', new Set());
    one.send('One');
    const emitted = new Promise((resolve) => {
      user.run('dave', () => {
        one.whenSaved().subscribe(() => {
          resolve(currentUser());
        });
      });
    });

    await expect(emitted).resolves.toBe('dave');
    await lastValueFrom(one.state.pipe(take(1)));
    one.close();
  });
});
