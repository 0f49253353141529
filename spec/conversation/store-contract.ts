import { type ObservableInput, Subscription, firstValueFrom, from } from 'rxjs';
import {
  ConversationConflictError,
  type ConversationRow,
  type ConversationStore,
  type StoredConversation,
} from 'venice-rx';

/** A store to test. */
export interface StoreUnderTest extends AsyncDisposable {
  /** A store without conversations. */
  readonly store: ConversationStore;
  /** Another store with the same data, as in another tab or process; may be the same object. */
  readonly other: ConversationStore;
}

/** Defines the specs that every `ConversationStore` must pass. */
export function describeConversationStore(name: string, create: () => Promise<StoreUnderTest>): void {
  const one = <T>(input: ObservableInput<T>): Promise<T> =>
    firstValueFrom(from(input), { defaultValue: undefined as T });
  const entry = (id: string, value: unknown = { id }): ConversationRow => ({ type: 'entry', id, value });
  const sorted = (rows: readonly ConversationRow[]): readonly ConversationRow[] =>
    [...rows].sort((a, b) => (`${a.type} ${a.id}` < `${b.type} ${b.id}` ? -1 : 1));

  describe(`${name} as a conversation store`, () => {
    let tested: StoreUnderTest;
    let store: ConversationStore;
    let other: ConversationStore;
    beforeEach(async () => {
      tested = await create();
      ({ store, other } = tested);
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    const load = async (id = 'chat', since?: number) => {
      const { revision, rows } = await one(other.load(id, since));
      return { revision, rows: sorted(rows) };
    };
    const listIds = async (): Promise<readonly string[]> =>
      (await one(other.list())).map(({ id }: StoredConversation) => id);
    const getConflict = async (call: ObservableInput<unknown>): Promise<ConversationConflictError> => {
      const error: unknown = await one(call).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof ConversationConflictError)) throw new Error(`no conflict: ${String(error)}`);
      return error;
    };

    it('returns revision 0 and no rows for an unknown conversation', async () => {
      expect(await load()).toEqual({ revision: 0, rows: [] });
      expect(await listIds()).toEqual([]);
      await one(store.delete('chat'));
      expect(await load()).toEqual({ revision: 0, rows: [] });
    });

    it('keeps the last value of each row, by type and id', async () => {
      expect(await one(store.append('chat', [entry('a'), entry('b')], 0))).toBe(1);
      const rows = [
        entry('b', { id: 'b', text: 'new' }),
        { type: 'metadata', id: 'b', value: { metadata: 1 } },
      ];
      expect(await one(store.append('chat', rows, 1))).toBe(2);

      expect(await load()).toEqual({ revision: 2, rows: sorted([entry('a'), ...rows]) });
    });

    it('does not change JSON values', async () => {
      const value = {
        text: 'Zürich 👋 \u0000 " \\ \n',
        numbers: [0, -1.5, 1e21, 9007199254740991],
        nested: { null: null, empty: {}, list: [[], ''] },
        __proto__x: true,
      };
      await one(store.append('chat', [entry('', value), entry("it's; DROP TABLE --", value)], 0));

      expect((await load()).rows).toEqual([entry('', value), entry("it's; DROP TABLE --", value)]);
    });

    it('keeps removed rows, with the value null', async () => {
      await one(store.append('chat', [entry('a', { id: 'a', text: 'secret' }), entry('b')], 0));
      await one(store.append('chat', [entry('a', null)], 1));

      expect(await load()).toEqual({ revision: 2, rows: [entry('a', null), entry('b')] });
    });

    it('returns the rows that were written after a revision', async () => {
      await one(store.append('chat', [entry('a'), entry('b')], 0));
      await one(store.append('chat', [entry('c')], 1));
      await one(store.append('chat', [entry('a', null)], 2));

      expect(await load('chat', 1)).toEqual({ revision: 3, rows: [entry('a', null), entry('c')] });
      expect(await load('chat', 3)).toEqual({ revision: 3, rows: [] });
    });

    it('rejects an append to another revision with the rows written since, and writes nothing', async () => {
      await one(store.append('chat', [entry('a')], 0));
      await one(other.append('chat', [entry('b')], 1));
      const error = await getConflict(store.append('chat', [entry('c')], 1));

      expect(error).toMatchObject({ conversationId: 'chat', isRetryable: false });
      expect(error.changes).toEqual({ revision: 2, rows: [entry('b')] });
      expect(await load()).toEqual({ revision: 2, rows: [entry('a'), entry('b')] });
      expect((await getConflict(store.append('chat', [entry('c')], 5))).changes).toEqual({
        revision: 2,
        rows: [],
      });
    });

    it('rejects an append of a row whose value is undefined, and writes nothing', async () => {
      await expect(
        one(store.append('chat', [entry('a'), { type: 'entry', id: 'b', value: undefined }], 0)),
      ).rejects.toThrow();

      expect(await load()).toEqual({ revision: 0, rows: [] });
    });

    it('accepts only one of several concurrent appends to a revision', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          one((index % 2 === 0 ? store : other).append('chat', [entry(`${index}`)], 0)),
        ),
      );

      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await load()).toMatchObject({ revision: 1, rows: [{ type: 'entry' }] });
    });

    it('keeps conversations apart', async () => {
      await one(store.append('chat', [entry('a')], 0));
      await one(store.append('chat 2', [entry('a', { id: 'a', text: 'other' })], 0));

      expect((await load()).rows).toEqual([entry('a')]);
      expect((await load('chat 2')).rows).toEqual([entry('a', { id: 'a', text: 'other' })]);
      expect((await load('cha')).rows).toEqual([]);
    });

    it('lists conversations that have entries', async () => {
      await one(store.append('chat', [entry('a')], 0));
      await one(store.append('empty', [{ type: 'sender', id: '', value: { owner: 'o', at: 0 } }], 0));

      const list = await one(other.list());
      expect(list).toEqual([{ id: 'chat', revision: 1, updatedAt: expect.any(Number) as number }]);
    });

    it('deletes a conversation by setting its rows to null, so that an open conversation is not saved again', async () => {
      await one(store.append('chat', [entry('a'), { type: 'queued', id: 'q', value: {} }], 0));
      await one(store.append('chat', [entry('b')], 1));
      await one(other.delete('chat'));

      expect(await listIds()).toEqual([]);
      const rows = [entry('a', null), entry('b', null), { type: 'queued', id: 'q', value: null }];
      expect(await load('chat', 2)).toEqual({ revision: 3, rows });
      expect((await getConflict(store.append('chat', [entry('c')], 2))).changes.rows).toHaveLength(3);
      await one(store.append('chat', [entry('c', null)], 3));
      expect(await listIds()).toEqual([]);
      await one(store.append('chat', [entry('c')], 4));
      expect(await listIds()).toEqual(['chat']);
    });

    it('notifies of appends and deletion, but only of this conversation', async () => {
      const notified: unknown[] = [];
      const subscription = new Subscription();
      const waitForNotifications = (count: number): Promise<void> =>
        new Promise((resolve) => {
          const check = (): void => {
            if (notified.length >= count) resolve();
            else setImmediate(check);
          };
          check();
        });
      subscription.add(from(other.changes('chat')).subscribe((revision) => notified.push(revision)));
      await one(store.append('chat 2', [entry('a')], 0));
      await one(store.append('chat', [entry('a')], 0));
      await waitForNotifications(1);
      await one(store.append('chat', [entry('b')], 1));
      await waitForNotifications(2);
      await one(store.delete('chat'));
      await waitForNotifications(3);
      subscription.unsubscribe();

      expect(notified).toEqual([1, 2, 3]);
    });
  });
}
