import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER, Subject, tap, timer } from 'rxjs';
import {
  type RunFailedError,
  type RunFrame,
  RunLostError,
  type RunStore,
  StoreUnavailableError,
  memoryRunStore,
} from 'venice-rx/durable';
import type { ChatCompletionChunk } from 'venice-rx';
import { chunk, inVirtualTime, usage } from 'venice-rx/testing';
import { ChatSnapshot } from '../../src/durable/chat-snapshot.js';
import { FaultyStore } from './faulty-store.js';
import { type Recorder, createRuns, record, valuesIn } from './recorder.js';

const user = new AsyncLocalStorage<string>();

/** Longer than a test, so that watchers do not poll. */
const settings = { poll: 1_000_000, lease: 1_000_000 };

describe('many watchers of one process', () => {
  it('join with at most two reads, and read at most twice after a notification without an entry', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      faultyStore.omitsEntries = true;
      const values = new Subject<number>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      values.next(1);
      const runs = createRuns(faultyStore, settings);
      const watchers = Array.from({ length: 100 }, () => record(runs.follow<number>('run')));
      const counts: number[] = [];
      timer(100).subscribe(() => {
        counts.push(faultyStore.count('read'));
        values.next(2);
      });
      timer(200).subscribe(() => {
        counts.push(faultyStore.count('read') - counts[0]!);
        for (const watcher of watchers) watcher.subscription.unsubscribe();
        values.complete();
      });
      flush();

      expect(counts.every((count) => count <= 2)).toBe(true);
      expect(watchers.map(valuesIn)).toEqual(watchers.map(() => [1, 2]));
    });
  });

  it('each receive their own merged chunk from shared pages', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      const values = new Subject<unknown>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      // Three pages.
      const words = Array.from({ length: 30 }, (_, index) => `${index} `.padEnd(100_000, '.'));
      const report = { ...usage().usage, prompt_tokens_details: { cached_tokens: 1 } };
      for (const word of words) values.next({ ...chunk(word), usage: report });
      const runs = createRuns(faultyStore, settings);
      const watchers = Array.from({ length: 10 }, () => {
        const frames = runs.follow<ChatCompletionChunk>('run').pipe(
          tap(({ values: [first], isSnapshot }) => {
            if (!isSnapshot) return;
            expect(first).toMatchObject({ choices: [{ delta: { content: words.join('') } }], usage: report });
            overwrite(first!);
          }),
        );
        return record(frames);
      });
      timer(100).subscribe(() => {
        values.next(chunk('last'));
        values.complete();
      });
      flush();

      for (const watcher of watchers) {
        expect(watcher.failure).toBeUndefined();
        expect(watcher.values[1]!.values).toEqual([chunk('last')]);
      }
    });
  });

  it('each receive their own `partial` with an error', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      const values = new Subject<unknown>();
      record(createRuns(store, settings).start('run', { run: () => values }));
      const runs = createRuns(faultyStore, settings);
      const report = usage().usage;
      const partials: unknown[] = [];
      for (let watchers = 0; watchers < 3; watchers += 1) {
        runs.follow('run').subscribe({
          error: (error: unknown) => {
            const { partial } = error as RunFailedError;
            partials.push(structuredClone(partial));
            overwrite(partial!);
          },
        });
      }
      timer(100).subscribe(() => {
        values.next({ ...chunk('Hi'), usage: report });
        values.error(new Error('broken'));
      });
      flush();

      expect(partials).toHaveLength(3);
      for (const partial of partials)
        expect(partial).toMatchObject({ choices: [{ message: { content: 'Hi' } }], usage: report });
    });
  });

  it('merge the chunks of a shared page once', () => {
    let reads = 0;
    const page = ['a', 'b', 'c'].map((word) => {
      const { choices, ...rest } = chunk(word);
      return Object.defineProperty(rest, 'choices', {
        enumerable: true,
        get: () => {
          reads += 1;
          return choices;
        },
      });
    });
    const collect = (): ChatSnapshot => {
      const snapshot = new ChatSnapshot();
      snapshot.add(page);
      return snapshot;
    };
    const [first] = collect().values();
    const readsOfFirst = reads;
    const [second] = collect().values();

    expect(readsOfFirst).toBeGreaterThan(0);
    expect(reads).toBe(readsOfFirst);
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  it('do not use the answer to a read that was sent before they joined', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      const values = new Subject<number>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      const runs = createRuns(faultyStore, settings);
      record(runs.follow<number>('run'));
      timer(3).subscribe(() => {
        values.next(1);
      });
      let late: Recorder<RunFrame<number>> | undefined;
      let received: unknown;
      timer(5).subscribe(() => {
        late = record(runs.follow<number>('run'));
      });
      timer(100).subscribe(() => {
        received = valuesIn(late!);
        values.complete();
      });
      flush();

      expect(received).toEqual([1]);
    });
  });

  it('cancel a shared read only when the last of them leaves', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      const values = new Subject<number>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      const runs = createRuns(faultyStore, { ...settings, storeTimeout: 60_000 });
      faultyStore.fault = 'failing';
      const watchers = Array.from({ length: 3 }, () => record(runs.follow<number>('run')));
      const counts: number[] = [];
      timer(5000).subscribe(() => {
        watchers[0]!.subscription.unsubscribe();
        watchers[1]!.subscription.unsubscribe();
        counts.push(faultyStore.count('read'));
      });
      timer(10_000).subscribe(() => {
        counts.push(faultyStore.count('read'));
        watchers[2]!.subscription.unsubscribe();
      });
      timer(20_000).subscribe(() => {
        counts.push(faultyStore.count('read'));
        values.complete();
      });
      flush();

      const [first = 0, second = 0, third] = counts;
      expect(second).toBeGreaterThan(first);
      expect(third).toBe(second);
    });
  });

  it('receive a shared page in their own async context, and read in the context of the first that needs the page', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      const readers: (string | undefined)[] = [];
      const recordingStore = new Proxy(faultyStore, {
        get: (target, name: keyof FaultyStore) =>
          name === 'read'
            ? (...args: Parameters<RunStore['read']>) => {
                readers.push(user.getStore());
                return target.read(...args);
              }
            : (Reflect.get(target, name) as unknown),
      });
      const values = new Subject<string>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      // Two pages.
      values.next('a'.repeat(1_100_000));
      values.next('b'.repeat(1_100_000));
      const runs = createRuns(recordingStore, settings);
      const received: (readonly [string, string | undefined])[] = [];
      for (const name of ['alice', 'bob', 'carol']) {
        const frames = runs.follow<string>('run').pipe(tap(() => received.push([name, user.getStore()])));
        user.run(name, () => record(frames));
      }
      timer(100).subscribe(() => {
        values.complete();
      });
      flush();

      expect(new Set(readers.slice(0, 3))).toEqual(new Set(['alice', 'bob']));
      expect(readers).not.toContain(undefined);
      expect(received.length).toBeGreaterThan(3);
      expect(received.filter(([watcher, context]) => watcher !== context)).toEqual([]);
    });
  });

  it('each wait for their whole `storeTimeout`, even if an earlier read has failed', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      const values = new Subject<number>();
      createRuns(store, settings)
        .start('run', { run: () => values })
        .subscribe();
      values.next(1);
      const runs = createRuns(faultyStore, { ...settings, storeTimeout: 1000 });
      faultyStore.fault = 'failing';
      const early = record(runs.follow<number>('run'));
      let late: Recorder<RunFrame<number>> | undefined;
      timer(900).subscribe(() => {
        late = record(runs.follow<number>('run'));
      });
      timer(1200).subscribe(() => {
        faultyStore.fault = 'none';
      });
      timer(3000).subscribe(() => {
        expect(early.failure).toBeInstanceOf(StoreUnavailableError);
        expect(late?.failure).toBeUndefined();
        expect(valuesIn(late!)).toEqual([1]);
        late?.subscription.unsubscribe();
        values.complete();
      });
      flush();
      expect.assertions(3);
    });
  });

  it('claim a run with an expired lease once', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const dead = new FaultyStore(store);
      const faultyStore = new FaultyStore(store);
      faultyStore.answerDelay = 10;
      createRuns(dead, { lease: 1000 })
        .start('run', { run: () => NEVER })
        .subscribe({ error: () => undefined });
      dead.fault = 'hanging';
      const runs = createRuns(faultyStore, settings);
      let watchers: readonly ReturnType<typeof record>[] = [];
      // The first read is sent before the lease ends, and the read that the other watchers share after that.
      timer(995).subscribe(() => {
        watchers = Array.from({ length: 100 }, () => record(runs.follow('run')));
      });
      flush();

      expect(watchers.filter(({ failure }) => failure instanceof RunLostError)).toHaveLength(100);
      expect(faultyStore.count('claimExpired')).toBe(1);
    });
  });
});

/** Replaces every string and number in a value. */
function overwrite(value: object): void {
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (typeof field === 'object' && field !== null) overwrite(field);
    else Reflect.set(value, key, 'changed');
  }
}
