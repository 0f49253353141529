import {
  type Observable,
  type ObservableInput,
  Subject,
  concat,
  from,
  ignoreElements,
  mergeMap,
  of,
  retry,
  throwError,
  timer,
} from 'rxjs';
import {
  type RunEvent,
  RunFailedError,
  type RunFrame,
  RunLostError,
  type RunNotification,
  type RunStore,
  RunVersionError,
  StoreRefusedError,
  StoreUnavailableError,
  memoryRunStore,
} from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, valuesIn } from './recorder.js';

const types = ({ values }: { readonly values: readonly RunEvent[] }): string[] =>
  values.map(({ type }) => type);

describe('a store that fails for a while', () => {
  it.each(['failing', 'hanging'] as const)(
    'delays values, but neither loses nor repeats any: %s',
    (fault) => {
      inVirtualTime(({ cold, flush }) => {
        const store = memoryRunStore();
        const faultyStore = new FaultyStore(store);
        const runs = createRuns(faultyStore);
        const events = record(runs.events);
        record(runs.start('run', { run: () => cold('a 1s b 1s c 1s d|') }));
        const watcher = record(createRuns(store).follow('run'));
        const ownWatcher = record(runs.follow('run'));
        timer(500).subscribe(() => (faultyStore.fault = fault));
        timer(4500).subscribe(() => (faultyStore.fault = 'none'));
        flush();

        for (const { end } of [watcher, ownWatcher]) expect(end).toBe('completed');
        for (const one of [watcher, ownWatcher]) expect(valuesIn(one)).toEqual(['a', 'b', 'c', 'd']);
        expect(new Set(types(events))).toEqual(
          new Set(['started', 'store-unavailable', 'recovered', 'done']),
        );
        expect(types(events).at(-1)).toBe('done');
      });
    },
  );

  it('does not write twice if only the answers are lost', () => {
    inVirtualTime(({ cold, flush }) => {
      const store = memoryRunStore();
      let isLossy = true;
      const lossy = new Proxy(store, {
        get: (target, name: keyof RunStore) => {
          if (name === 'notifications') return target[name].bind(target);
          return (...args: unknown[]): ObservableInput<unknown> => {
            const answer = (target[name] as (...params: unknown[]) => ObservableInput<unknown>)(...args);
            isLossy = !isLossy;
            return isLossy ? throwError(() => new Error('the connection was reset')) : answer;
          };
        },
      });
      const runs = createRuns(lossy);
      const first = record(runs.start('run', { run: () => cold('a 1s b 1s c|') }));
      const watcher = record(createRuns(store).follow('run', { waitForStart: 1000 }));
      flush();

      for (const one of [first, watcher]) expect(valuesIn(one)).toEqual(['a', 'b', 'c']);
      expect(watcher.end).toBe('completed');
    });
  });
});

describe('a store that stays unavailable', () => {
  it.each(['failing', 'hanging'] as const)(
    'fails watchers and calls with a StoreUnavailableError, and cancels the request: %s',
    (fault) => {
      inVirtualTime(({ cold, flush }) => {
        const faultyStore = new FaultyStore(memoryRunStore());
        const runs = createRuns(faultyStore, { storeTimeout: 4000, poll: 1000 });
        const events = record(runs.events);
        // The model is silent, so only polls and signs of life (`beat`) notice the fault.
        const source = cold('a 60s b|');
        const watcher = record(runs.start('run', { run: () => source }));
        const calls: Observable<unknown>[] = [
          runs.info('run'),
          runs.stop('run'),
          runs.list(),
          runs.remove('run'),
        ];
        timer(500).subscribe(() => (faultyStore.fault = fault));
        const results = calls.map((call) => record(timer(1000).pipe(mergeMap(() => call))));
        flush();

        for (const { failure, times } of [watcher, ...results]) {
          expect(failure).toBeInstanceOf(StoreUnavailableError);
          expect(failure).toMatchObject({ isRetryable: true });
          // Twice `poll`, then `storeTimeout`.
          expect(times.at(-1)).toBeLessThanOrEqual(500 + 2 * 1000 + 4000);
        }
        expect(types(events)).toEqual(['started', 'store-unavailable', 'failed']);
        expect(source.subscriptions[0]!.unsubscribedFrame).toBeLessThanOrEqual(500 + 5000 + 4000);
      });
    },
  );
});

describe('a store that refuses permanently', () => {
  const full = new StoreRefusedError({ message: 'out of memory', reason: 'memory' });
  const refusing = (names: readonly (keyof RunStore)[]): { readonly store: RunStore; refuses: boolean } => {
    const state = { refuses: false };
    const store = new Proxy(memoryRunStore(), {
      get: (target, name: keyof RunStore) => {
        const method = (target[name] as (...args: unknown[]) => unknown).bind(target);
        return (...args: unknown[]) =>
          state.refuses && names.includes(name) ? throwError(() => full) : method(...args);
      },
    });
    return Object.assign(state, { store });
  };

  it('ends the run as failed at once, with everything that was written before', () => {
    const values = new Subject<number>();
    const refusal = refusing(['append']);
    const runs = createRuns(refusal.store);
    const events = record(runs.events);
    const watcher = record(runs.start('run', { run: () => values }));
    values.next(1);
    refusal.refuses = true;
    values.next(2);

    expect(values.observed).toBe(false);
    expect(events.values.at(-1)).toMatchObject({ type: 'failed', error: full });
    expect(valuesIn(watcher)).toEqual([1]);
    expect(watcher.failure).toBeInstanceOf(RunFailedError);
    expect(watcher.failure).toMatchObject({ failure: { name: 'StoreRefusedError', isRetryable: false } });
  });

  it.each([
    ['failed', 'owner', RunFailedError],
    ['lost if another process has taken it over', 'other', RunLostError],
  ])(
    'emits values that were written although the call failed, and ends the run as %s',
    (_, owner, expected) => {
      inVirtualTime(({ flush }) => {
        const values = new Subject<number>();
        const memory = memoryRunStore();
        let refuses = false;
        // Like a server that has written the values before its memory is full, and then refuses to repeat the command.
        const append: RunStore['append'] = (...args) => {
          if (!refuses) return memory.append(...args);
          return concat(
            from(memory.append(...args)).pipe(ignoreElements()),
            throwError(() => full),
          );
        };
        const end: RunStore['end'] = (claim, ...args) => {
          if (owner === 'owner' || args[1] !== 'failed') return memory.end(claim, ...args);
          return from(memory.release(claim)).pipe(
            mergeMap(() => from(memory.claimExpired(owner, { limit: 1, sources: [] }))),
            mergeMap(() => from(memory.end(claim, ...args))),
          );
        };
        const runs = createRuns(Object.assign(new FaultyStore(memory), { append, end }));
        const watcher = record(runs.start('run', { run: () => values }));
        values.next(1);
        refuses = true;
        values.next(2);
        flush();

        expect(valuesIn(watcher)).toEqual([1, 2]);
        expect(watcher.failure).toBeInstanceOf(expected);
      });
    },
  );

  it('abandons the run if its end is refused as well', () => {
    const values = new Subject<number>();
    const refusal = refusing(['append', 'end']);
    const runs = createRuns(refusal.store);
    const events = record(runs.events);
    record(runs.start('run', { run: () => values }));
    refusal.refuses = true;
    values.next(1);

    expect(values.observed).toBe(false);
    expect(events.values.at(-1)).toMatchObject({ type: 'failed', error: full });
  });
});

describe('a run of another format', () => {
  it('fails follow, start and stop with a RunVersionError', () => {
    const store = memoryRunStore();
    void store.begin('run', {
      v: 7,
      owner: 'o',
      subject: '',
      inputHash: '',
      lease: 1e6,
      ttl: 1e6,
      tombstoneTtl: 1e6,
    });
    const runs = createRuns(store);
    const calls: Observable<unknown>[] = [
      runs.follow('run'),
      runs.start('run', { run: () => of(1) }),
      runs.stop('run'),
    ];

    for (const call of calls) {
      expect(record(call).failure).toBeInstanceOf(RunVersionError);
      expect(record(call).failure).toMatchObject({ version: 7 });
    }
  });
});

describe('notifications that fail', () => {
  it('fail each watcher once, so that all of them receive the next values if they subscribe again at once', () => {
    const store = memoryRunStore();
    const values = new Subject<string>();
    record(createRuns(store, {}).start('run', { run: () => values }));
    const faultyStore = new FaultyStore(store);
    const broken = new Subject<RunNotification>();
    let subscriptions = 0;
    Object.assign(faultyStore, {
      notifications: (id: string) => {
        subscriptions += 1;
        return subscriptions === 1 ? broken : store.notifications(id);
      },
    });
    const runs = createRuns(faultyStore, {});
    const watchers = [1, 2, 3].map(() => record(runs.follow<string>('run').pipe(retry(1))));
    broken.error(new Error('there are no notifications'));
    values.next('a');

    expect(watchers.map(({ failure }) => failure)).toEqual(Array(3).fill(undefined));
    expect(watchers.map(valuesIn)).toEqual(Array(3).fill(['a']));
    expect(subscriptions).toBe(2);
  });
});

describe('a store of Promises', () => {
  it('lets both watchers receive every value', async () => {
    const store = memoryRunStore();
    const promiseStore = new Proxy(store, {
      get: (target, name: keyof RunStore) => {
        if (name === 'notifications') return target[name].bind(target);
        return async (...args: unknown[]): Promise<unknown> => {
          await Promise.resolve();
          const answer = (target[name] as (...params: unknown[]) => Observable<unknown>)(...args);
          return new Promise((resolve, reject) => {
            answer.subscribe({ next: resolve, error: reject });
          });
        };
      },
    });
    const runs = createRuns(promiseStore);
    const values = new Subject<number>();
    const watcher = record(runs.start<number>('run', { run: () => values }));
    await untilSettled(() => values.observed);
    for (const value of [1, 2, 3]) values.next(value);
    const late = record(runs.follow<number>('run'));
    values.complete();
    await untilSettled(() => late.end !== undefined && watcher.end !== undefined);

    const all: (readonly number[])[] = [watcher, late].map((one: { values: RunFrame<number>[] }) =>
      one.values.flatMap((frame) => [...frame.values]),
    );
    expect(all).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});

async function untilSettled(fact: () => boolean): Promise<void> {
  while (!fact()) await Promise.resolve();
}
