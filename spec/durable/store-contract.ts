import { type ObservableInput, ReplaySubject, firstValueFrom, from, skip, take, toArray } from 'rxjs';
import {
  type NotificationOptions,
  type RunNotification,
  type RunClaim,
  type RunInit,
  type RunKey,
  type RunPage,
  type RunStore,
  type StoredRun,
  hashText,
  runFormat,
  startOffset,
} from 'venice-rx/durable';

/** A store to test, and its clock. */
export interface StoreUnderTest extends AsyncDisposable {
  /** A store without runs. */
  readonly store: RunStore;
  /** The store of another process, with the same data; may be the same object. */
  readonly other: RunStore;
  /** Lets this time pass on the clock of the store. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** Whether notifications begin with `refresh`, once the server knows of the subscription. */
  readonly startsWithRefresh: boolean;
}

/** Milliseconds; short, since the clock of a Redis server is real. */
const lease = 300;
const ttl = 900;
const tombstoneTtl = 1500;

const init: RunInit = {
  v: runFormat,
  owner: 'owner-1',
  subject: 'alice',
  inputHash: 'hash',
  lease,
  ttl,
  tombstoneTtl,
};

const key: RunKey = { id: 'run', subject: 'alice' };

/** A typical chunk of an answer. */
const chunk = (content: string): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_795_000_000,
  model: 'venice-uncensored',
  choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
});

/** Defines the specs that every `RunStore` must pass. */
export function describeRunStore(name: string, create: () => Promise<StoreUnderTest>): void {
  let tested: StoreUnderTest;
  const toPromise = <T>(input: ObservableInput<T>): Promise<T> => firstValueFrom(from(input));
  const toClaim = ({ id, subject, epoch, owner }: StoredRun): RunClaim => ({ id, subject, epoch, owner });
  const begin = async (store: RunStore, id = 'run', fields: Partial<RunInit> = {}): Promise<StoredRun> => {
    const found = await toPromise(store.begin(id, { ...init, ...fields }));
    if (found === undefined || found.status === 'gone') throw new Error(`no run: ${JSON.stringify(found)}`);
    return found;
  };
  const read = async (store: RunStore, after = startOffset, size = 1e6): Promise<RunPage> => {
    const page = await toPromise(store.read('run', after, size));
    if (page === undefined || 'status' in page) throw new Error(`no page: ${JSON.stringify(page)}`);
    return page;
  };
  /** Collects notifications once the store knows of the subscription. */
  const listen = async (
    count: number,
    options?: NotificationOptions,
  ): Promise<{ readonly all: Promise<RunNotification[]> }> => {
    const notifications = new ReplaySubject<RunNotification>(Infinity);
    const subscription = tested.other.notifications('run', options).subscribe(notifications);
    const skipped = tested.startsWithRefresh ? 1 : 0;
    if (tested.startsWithRefresh) expect(await firstValueFrom(notifications)).toEqual({ type: 'refresh' });
    const all = firstValueFrom(notifications.pipe(skip(skipped), take(count), toArray()));
    return {
      all: all.finally(() => {
        subscription.unsubscribe();
      }),
    };
  };
  const toRows = ({ entries }: RunPage): unknown[] =>
    entries.map((entry) => [entry.offset, entry.type, entry.data]);

  describe(`${name} as a run store`, () => {
    let store: RunStore;
    let other: RunStore;
    beforeEach(async () => {
      tested = await create();
      ({ store, other } = tested);
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    it('returns nothing for an id without a run', async () => {
      expect(await toPromise(store.info('run'))).toBeUndefined();
      expect(await toPromise(store.read('run', startOffset, 1))).toBeUndefined();
      expect(await toPromise(store.stop(key, '{}'))).toBeUndefined();
      expect(await toPromise(store.append({ ...key, epoch: 1, owner: 'owner-1' }, 1, '[1]'))).toEqual({
        isWritten: false,
      });
    });

    it('begins a run once, and returns it to a later call with the same id', async () => {
      const first = await begin(store, 'run', {
        source: 'chat',
        restart: '{"input":1}',
        traceparent: '00-1',
      });
      const second = await begin(other, 'run', { owner: 'owner-2', subject: 'bob', inputHash: 'other' });

      expect(first).toMatchObject({
        ...init,
        id: 'run',
        status: 'running',
        epoch: 1,
        offset: startOffset,
        size: 0,
        source: 'chat',
        restart: '{"input":1}',
        traceparent: '00-1',
      });
      expect(first.leaseUntil - first.now).toBe(lease);
      expect(second).toMatchObject({ owner: 'owner-1', subject: 'alice', inputHash: 'hash', epoch: 1 });
    });

    it('returns the run to an owner who repeats the call, as after a lost answer', async () => {
      await begin(store);

      expect(await begin(store)).toMatchObject({ owner: 'owner-1', status: 'running' });
    });

    it('numbers the entries of a claim', async () => {
      const claim = toClaim(await begin(store));
      const written = await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.append(claim, 2, '["b"]'));
      await toPromise(store.end(claim, 3, 'done', '{}'));

      expect(written).toMatchObject({ isWritten: true });
      expect(await toPromise(store.info('run'))).toMatchObject({ offset: '1-3', size: 12, status: 'done' });
      expect(toRows(await read(other))).toEqual([
        ['1-1', 'values', '["a"]'],
        ['1-2', 'values', '["b"]'],
        ['1-3', 'done', '{}'],
      ]);
    });

    it('writes a repeated entry once', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));
      const repeated = await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.end(claim, 2, 'done', '{}'));
      const repeatedEnd = await toPromise(store.end(claim, 2, 'done', '{}'));

      expect(repeated.isWritten).toBe(true);
      expect(repeatedEnd.isWritten).toBe(true);
      expect((await read(store)).entries).toHaveLength(2);
    });

    it('writes entries of several runs at the same time, each by its own claim', async () => {
      const ids = ['run', 'run-2', 'run-3', 'run-4', 'run-5'];
      const claims: RunClaim[] = [];
      for (const id of ids) claims.push(toClaim(await begin(store, id)));
      for (const claim of claims) await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.remove('run-4'));
      // The next entry, a repeated one, one with a gap before it, one of a removed run, the next entry.
      const seqs = [2, 1, 3, 2, 2];
      const written = await Promise.all(
        claims.map((claim, at) => toPromise(store.append(claim, seqs[at]!, `["${at === 1 ? 'a' : 'b'}"]`))),
      );

      expect(written.map(({ isWritten }) => isWritten)).toEqual([true, true, false, false, true]);
      expect(written[2]).toMatchObject({ run: { id: 'run-3', offset: '1-1' } });
      expect(written[3]).toMatchObject({ run: { status: 'gone' } });
      const infos = await Promise.all(
        ['run', 'run-2', 'run-3', 'run-5'].map((id) => toPromise(store.info(id))),
      );
      expect(infos).toMatchObject([
        { offset: '1-2', size: 10 },
        { offset: '1-1', size: 5 },
        { offset: '1-1', size: 5 },
        { offset: '1-2', size: 10 },
      ]);
    });

    it('refuses an entry whose number is not the next', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));

      expect((await toPromise(store.append(claim, 3, '["c"]'))).isWritten).toBe(false);
      expect((await read(store)).entries).toHaveLength(1);
    });

    it('refuses entries, another end and a stop after the end', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.end(claim, 1, 'failed', '{"reason":"x"}'));

      expect((await toPromise(store.append(claim, 2, '["a"]'))).isWritten).toBe(false);
      expect((await toPromise(store.end(claim, 2, 'done', '{}'))).isWritten).toBe(false);
      expect(await toPromise(store.stop(key, '{}'))).toMatchObject({
        status: 'failed',
        end: { offset: '1-1', type: 'failed', data: '{"reason":"x"}' },
      });
      expect((await read(store)).entries).toHaveLength(1);
    });

    it('stops a run from another process, after which its producer can write nothing', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));
      const stopped = await toPromise(other.stop(key, '{"reason":"user"}'));
      const late = await toPromise(store.append(claim, 2, '["b"]'));

      expect(stopped).toMatchObject({ status: 'stopped', epoch: 2, offset: '2-1' });
      expect(late).toMatchObject({ isWritten: false, run: { status: 'stopped' } });
      expect(toRows(await read(store))).toEqual([
        ['1-1', 'values', '["a"]'],
        ['2-1', 'stopped', '{"reason":"user"}'],
      ]);
    });

    it('writes exactly one end if a stop and the end race', async () => {
      const claim = toClaim(await begin(store));
      const [ended, stopped] = await Promise.all([
        toPromise(store.end(claim, 1, 'done', '{}')),
        toPromise(other.stop(key, '{}')),
      ]);
      const { entries, run } = await read(store);

      expect(entries).toHaveLength(1);
      expect(stopped).toMatchObject({ status: run.status });
      expect(ended.isWritten).toBe(run.status === 'done');
    });

    it('reads pages after an offset, of at least one entry', async () => {
      const claim = toClaim(await begin(store));
      for (const seq of [1, 2, 3]) await toPromise(store.append(claim, seq, `["${seq}"]`));
      const first = await read(store, startOffset, 1);
      const second = await read(store, '1-1', 10);
      const last = await read(store, '1-3');

      expect(first).toMatchObject({ isLast: false, hasOffset: true, entries: [{ offset: '1-1' }] });
      expect(second).toMatchObject({ isLast: true, entries: [{ offset: '1-2' }, { offset: '1-3' }] });
      expect(last).toMatchObject({ isLast: true, hasOffset: true, entries: [] });
    });

    it.each(['1-2', '2-1', '9-9', '0-1'])('knows that %s is not the offset of an entry', async (offset) => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));

      expect(await read(store, offset)).toMatchObject({ hasOffset: false, entries: [] });
    });

    it('returns similar values as they were written, from several offsets', async () => {
      const claim = toClaim(await begin(store));
      const written: string[] = [];
      const notifications = await listen(12);
      for (let seq = 1; seq <= 12; seq += 1) {
        const values = Array.from({ length: 1 + (seq % 3) }, (_, at) => chunk(`😀 ${seq}.${at}`));
        written.push(JSON.stringify(seq === 7 ? [{ type: 'other' }] : values));
        // Each call is repeated, as after a lost answer.
        await toPromise(store.append(claim, seq, written.at(-1)!));
        await toPromise(store.append(claim, seq, written.at(-1)!));
      }
      const all = written.map((text, at) => [`1-${at + 1}`, 'values', text]);

      expect(toRows(await read(other))).toEqual(all);
      for (const after of [1, 2, 6, 7, 11])
        expect(toRows(await read(other, `1-${after}`))).toEqual(all.slice(after));
      const received = (await notifications.all).flatMap((notification) =>
        notification.type === 'entry' && notification.entry
          ? [[notification.entry.offset, notification.entry.type, notification.entry.data]]
          : [],
      );
      expect(received).toEqual(all);
    });

    it('counts similar values at full size when it fills a page', async () => {
      const claim = toClaim(await begin(store));
      for (let seq = 1; seq <= 20; seq += 1)
        await toPromise(store.append(claim, seq, JSON.stringify([chunk(`${seq}`)])));
      const size = JSON.stringify([chunk('1')]).length;

      expect((await read(store, '1-5', size * 4.5)).entries).toHaveLength(4);
    });

    it('lets another process claim a run whose lease has expired, once', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));
      expect(await toPromise(other.claimExpired('owner-2', { limit: 10, sources: [] }))).toEqual([]);
      await tested.pass(lease + 50);
      const claimed = await toPromise(other.claimExpired('owner-2', { limit: 10, sources: [] }));
      const again = await toPromise(store.claimExpired('owner-3', { limit: 10, sources: [] }));
      const late = await toPromise(store.append(claim, 2, '["b"]'));
      const [taken] = claimed;
      const next = await toPromise(other.append(toClaim(taken!), 1, '["c"]'));

      expect(claimed).toMatchObject([
        { id: 'run', epoch: 2, owner: 'owner-2', offset: '1-1', status: 'running' },
      ]);
      expect(again).toEqual([]);
      expect(late.isWritten).toBe(false);
      expect(next).toMatchObject({ isWritten: true });
      expect(toRows(await read(store))).toEqual([
        ['1-1', 'values', '["a"]'],
        ['2-1', 'values', '["c"]'],
      ]);
    });

    it('lets only a process with its source claim a run that can be restarted, until another lease has passed', async () => {
      await begin(store, 'run', { source: 'chat', restart: '{}' });
      await begin(store, 'run-2', { source: 'chat', restart: '{}' });
      await tested.pass(lease + 50);

      expect(await toPromise(store.claimExpired('a', { limit: 10, sources: ['other'] }))).toEqual([]);
      expect(
        await toPromise(store.claimExpired('b', { limit: 10, sources: ['chat'], id: 'run' })),
      ).toHaveLength(1);
      await tested.pass(lease);
      expect(
        await toPromise(store.claimExpired('c', { limit: 10, sources: ['other'], id: 'run-2' })),
      ).toHaveLength(1);
    });

    it('claims at most `limit` runs, and only the run `id` if that is set', async () => {
      for (const id of ['run', 'run-2', 'run-3']) await begin(store, id);
      await tested.pass(lease + 50);

      expect(await toPromise(store.claimExpired('a', { limit: 10, sources: [], id: 'run-2' }))).toMatchObject(
        [{ id: 'run-2' }],
      );
      expect(await toPromise(store.claimExpired('b', { limit: 1, sources: [] }))).toHaveLength(1);
      expect(await toPromise(store.claimExpired('c', { limit: 10, sources: [] }))).toHaveLength(1);
    });

    it('claims runs that began before and after 60 others that it may not claim', async () => {
      const names = (letter: string, count: number): string[] =>
        Array.from({ length: count }, (_, number) => `${letter}-${number}`);
      const [first, last] = [names('a', 10), names('c', 10)];
      const keep = { ttl: 60_000 };
      await Promise.all(first.map((id) => begin(store, id, keep)));
      const forOthers = { ...keep, source: 'chat', restart: '{}' };
      await Promise.all(names('b', 60).map((id) => begin(store, id, forOthers)));
      await Promise.all(last.map((id) => begin(store, id, keep)));
      await tested.pass(lease + 50);
      const claimed = await toPromise(store.claimExpired('a', { limit: 100, sources: [] }));

      expect(claimed.map(({ id }) => id)).toEqual(expect.arrayContaining([...first, ...last]));
    });

    it('renews leases by beats and by appends, and returns the claims that are not valid', async () => {
      const first = toClaim(await begin(store));
      const second = toClaim(await begin(store, 'run-2'));
      const unknown = { id: 'run-3', subject: 'alice', epoch: 1, owner: 'owner-1' };
      await toPromise(store.append(second, 1, '[1]'));
      await tested.pass(lease * 0.6);
      expect(
        await toPromise(store.beat([first, unknown, { ...first, epoch: 2 }, { ...first, owner: 'x' }])),
      ).toEqual([unknown, { ...first, epoch: 2 }, { ...first, owner: 'x' }]);
      await toPromise(store.append(second, 2, '[2]'));
      const renewed = await toPromise(store.info('run'));
      const appended = await toPromise(store.info('run-2'));

      expect(renewed).toMatchObject({ status: 'running' });
      for (const found of [renewed, appended]) {
        const { leaseUntil, now } = found as StoredRun;
        expect(leaseUntil - now).toBeGreaterThan(lease * 0.5);
      }
    });

    it('ends a lease at once on release, but only of a valid claim', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.release(claim));

      expect(await toPromise(other.claimExpired('owner-2', { limit: 10, sources: [] }))).toMatchObject([
        { id: 'run', epoch: 2 },
      ]);
      await toPromise(store.release(claim));
      expect(await toPromise(other.claimExpired('owner-3', { limit: 10, sources: [] }))).toEqual([]);
    });

    it('refuses late writes of a released claim, so that they do not delay a takeover', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.release(claim));

      expect(await toPromise(store.append(claim, 1, '["a"]'))).toMatchObject({ isWritten: false });
      expect(await toPromise(store.append(claim, 2, '["b"]'))).toMatchObject({ isWritten: false });
      expect(await toPromise(store.end(claim, 2, 'done', '{}'))).toMatchObject({ isWritten: false });
      expect(await toPromise(store.beat([claim]))).toEqual([claim]);
      expect(await toPromise(store.info('run'))).toMatchObject({ status: 'running', offset: '1-1' });
      expect(await toPromise(other.claimExpired('owner-2', { limit: 10, sources: [] }))).toMatchObject([
        { id: 'run', epoch: 2, owner: 'owner-2', offset: '1-1' },
      ]);
    });

    it('keeps an ended run for `ttl`, then its id for `tombstoneTtl`, then nothing', async () => {
      await toPromise(store.end(toClaim(await begin(store)), 1, 'done', '{}'));
      await tested.pass(ttl * 0.5);
      expect(await toPromise(store.info('run'))).toMatchObject({ status: 'done' });
      await tested.pass(ttl);

      expect(await toPromise(store.info('run'))).toEqual({ status: 'gone', subjectHash: hashText('alice') });
      expect(await toPromise(store.read('run', startOffset, 1))).toMatchObject({ status: 'gone' });
      expect(await toPromise(store.begin('run', init))).toMatchObject({ status: 'gone' });
      await tested.pass(tombstoneTtl);
      expect(await toPromise(store.info('run'))).toBeUndefined();
      expect(await begin(store)).toMatchObject({ offset: startOffset, epoch: 1 });
    });

    it('renews the ttl of a silent run by beats', async () => {
      const claim = toClaim(await begin(store));
      for (let beats = 0; beats < 3; beats += 1) {
        await tested.pass(ttl * 0.6);
        await toPromise(store.beat([claim]));
      }

      expect(await toPromise(store.info('run'))).toMatchObject({ status: 'running' });
    });

    it('refuses the writes and beats of the producer of an earlier run with the same id', async () => {
      const old = toClaim(await begin(store));
      await toPromise(store.append(old, 1, '["old"]'));
      await toPromise(store.remove('run'));
      await tested.pass(tombstoneTtl + 50);
      await begin(other, 'run', { owner: 'owner-2' });

      expect((await toPromise(store.append(old, 1, '["old"]'))).isWritten).toBe(false);
      expect(await toPromise(store.beat([old]))).toEqual([old]);
      expect((await read(store)).entries).toEqual([]);
    });

    it('removes a run with its entries, and remembers its id', async () => {
      const claim = toClaim(await begin(store));
      await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(other.remove('run'));

      expect(await toPromise(store.info('run'))).toEqual({ status: 'gone', subjectHash: hashText('alice') });
      expect((await toPromise(store.append(claim, 2, '["b"]'))).isWritten).toBe(false);
      expect(await toPromise(store.list('alice'))).toEqual([]);
      await toPromise(store.remove('run'));
      await toPromise(store.remove('unknown'));
    });

    it('lists the runs of a subject', async () => {
      await begin(store, 'run');
      await begin(store, 'run-2', { subject: 'bob' });
      await begin(store, 'run-3');
      const listed = await toPromise(other.list('alice'));

      expect(listed.map(({ id }) => id).sort()).toEqual(['run', 'run-3']);
      expect(await toPromise(store.list('carol'))).toEqual([]);
    });

    it('notifies watchers in every process of each entry, with its predecessor', async () => {
      const claim = toClaim(await begin(store));
      const notifications = await listen(3);
      await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.append(claim, 2, '["b"]'));
      await toPromise(store.stop(key, '{}'));

      expect(await notifications.all).toEqual([
        { type: 'entry', previous: startOffset, entry: { offset: '1-1', type: 'values', data: '["a"]' } },
        { type: 'entry', previous: '1-1', entry: { offset: '1-2', type: 'values', data: '["b"]' } },
        { type: 'entry', previous: '1-2', entry: { offset: '2-1', type: 'stopped', data: '{}' } },
      ] satisfies RunNotification[]);
    });

    it('notifies of the first entry of each epoch and of a removal with `newEpochsOnly`', async () => {
      const claim = toClaim(await begin(store));
      const notifications = await listen(4, { newEpochsOnly: true });
      await toPromise(store.append(claim, 1, '["a"]'));
      await toPromise(store.append(claim, 2, '["b"]'));
      await tested.pass(lease + 50);
      const [taken] = await toPromise(store.claimExpired('owner-2', { limit: 1, sources: [] }));
      const next = toClaim(taken!);
      await toPromise(store.append(next, 1, '["c"]'));
      // Redis has another script for large entries.
      await toPromise(store.append(next, 2, JSON.stringify(['d'.repeat(20_000)])));
      await toPromise(store.stop(key, '{}'));
      await toPromise(store.remove('run'));

      expect(await notifications.all).toEqual([
        { type: 'entry', previous: startOffset, entry: { offset: '1-1', type: 'values', data: '["a"]' } },
        { type: 'entry', previous: '1-2', entry: { offset: '2-1', type: 'values', data: '["c"]' } },
        { type: 'entry', previous: '2-2', entry: { offset: '3-1', type: 'stopped', data: '{}' } },
        { type: 'refresh' },
      ] satisfies RunNotification[]);
    });

    it('notifies watchers of a begin, a release and a removal', async () => {
      const notifications = await listen(3);
      const claim = toClaim(await begin(store));
      await toPromise(store.release(claim));
      await toPromise(store.remove('run'));

      expect(await notifications.all).toEqual([
        { type: 'refresh' },
        { type: 'refresh' },
        { type: 'refresh' },
      ]);
    });
  });
}
