import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER, Observable, from, lastValueFrom, map, merge, of, take, tap, timer } from 'rxjs';
import { type RunContext, type RunStore, memoryRunStore } from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, toSource } from './recorder.js';

const user = new AsyncLocalStorage<string>();
const stranger = 'another user';
const currentUser = (): string => user.getStore() ?? 'no user';

/** Contexts by the name of the callback. */
class Seen {
  readonly #contexts = new Map<string, Set<string>>();

  note(name: string): void {
    const contexts = this.#contexts.get(name) ?? new Set();
    this.#contexts.set(name, contexts.add(currentUser()));
  }

  of(name: string): readonly string[] {
    return [...(this.#contexts.get(name) ?? [])].sort();
  }
}

/** A store that answers in the context of another user, and fails there at first, as one that batches the calls of all users may. */
function batchingStore(seen: Seen): RunStore {
  const failed = new Set<string>();
  return new Proxy(memoryRunStore(), {
    get: (store, name: keyof RunStore) => {
      const call = (...args: unknown[]): Observable<unknown> => {
        seen.note(name);
        const answer = from((store[name] as (...args: unknown[]) => Observable<unknown>)(...args));
        if (name === 'notifications') return answer;
        const result = failed.has(name) ? answer : failing();
        failed.add(name);
        return new Observable((subscriber) => user.run(stranger, () => result.subscribe(subscriber)));
      };
      return call;
    },
  });
}

const failing = (): Observable<never> =>
  new Observable((subscriber) => {
    subscriber.error(new Error('the connection was lost'));
  });

describe('the async context of a durable run', () => {
  // In virtual time, timers have no context.
  it('is that of its start in every call of the store, also after an answer in another context', async () => {
    const seen = new Seen();
    const runs = createRuns(batchingStore(seen), { maxUnflushed: 1 });
    const run = ({ gate }: RunContext): Observable<string> => {
      seen.note('source');
      gate.subscribe(() => {
        seen.note('gate');
      });
      return timer(1, 1).pipe(
        take(3),
        map((count) => `value ${count}`),
      );
    };
    await user.run('alice', () =>
      lastValueFrom(
        runs.start('run', { run }).pipe(
          tap(() => {
            seen.note('next');
          }),
        ),
      ),
    );

    for (const name of ['begin', 'source', 'append', 'gate', 'end', 'read', 'next'])
      expect([name, seen.of(name)]).toEqual([name, ['alice']]);
  });

  it.each(['info', 'list', 'stop', 'remove', 'removeAll'] as const)(
    'is that of the caller in the answer of %s',
    (name) => {
      inVirtualTime(({ flush }) => {
        const seen = new Seen();
        const runs = createRuns(batchingStore(seen), {});
        user.run('alice', () => {
          record(runs.start('run', { run: () => timer(1500) }));
        });
        const noteEnd = (): void => {
          seen.note(`answer of ${name}`);
        };
        const call: Observable<unknown> =
          name === 'list' || name === 'removeAll' ? runs[name]() : runs[name]('run');
        timer(500).subscribe(() => {
          user.run('bob', () => record(call.pipe(tap({ next: noteEnd, complete: noteEnd }))));
        });
        flush();

        expect(seen.of(`answer of ${name}`)).toEqual(['bob']);
      });
    },
  );

  it('is that of its start when another request has stopped it', () => {
    inVirtualTime(({ flush }) => {
      const seen = new Seen();
      const runs = createRuns(memoryRunStore(), {});
      const run = (): Observable<never> =>
        new Observable(() => () => {
          seen.note('teardown');
        });
      user.run('alice', () => {
        record(runs.start('run', { run }));
      });
      timer(5).subscribe(() => {
        user.run('bob', () => record(runs.stop('run')));
      });
      flush();

      expect(seen.of('teardown')).toEqual(['alice']);
    });
  });

  it('is that of the process in a takeover that a watcher starts', () => {
    inVirtualTime(({ flush }) => {
      const seen = new Seen();
      const store = memoryRunStore();
      const dead = new FaultyStore(store);
      const source = toSource(() => {
        seen.note('source');
        return of(1);
      });
      const runIn = <T>(_: unknown, work: () => T): T => {
        seen.note('runIn');
        return work();
      };
      const options = { sources: { source }, runIn, onLost: 'restart-before-first-token' as const };
      user.run('alice', () => {
        const started = createRuns(dead, {
          ...options,
          lease: 1000,
          sources: { source: toSource(() => NEVER) },
        });
        record(started.start('run', { source: 'source', input: 'Hi' }));
      });
      dead.fault = 'hanging';
      // It does not look for expired runs by itself in this time.
      const runs = user.run('process', () => createRuns(store, { ...options, lease: 1_000_000 }));
      timer(1500).subscribe(() => {
        user.run('bob', () => record(runs.follow('run')));
      });
      flush();

      expect(seen.of('runIn')).toEqual(['process']);
      expect(seen.of('source')).toEqual(['process']);
    });
  });

  it('is that of a watcher when it reads, although the producer notifies it', () => {
    inVirtualTime(({ cold, flush }) => {
      const seen = new Seen();
      const store = memoryRunStore();
      const readingStore = new Proxy(store, {
        get: (target, name: keyof RunStore) =>
          name === 'read'
            ? (...args: Parameters<RunStore['read']>) => {
                seen.note('read');
                return target.read(...args);
              }
            : (target[name] as (...args: unknown[]) => unknown).bind(target),
      });
      const runs = createRuns(store, {});
      const other = createRuns(readingStore, {});
      user.run('alice', () => {
        record(runs.start('run', { run: () => cold('a-b-c-|') }));
      });
      user.run('bob', () => {
        record(other.follow('run', { waitForStart: 100, gate: toGate(merge(of(false), timer(4))) }));
      });
      flush();

      expect(seen.of('read')).toEqual(['bob']);
    });
  });
});

/** Opens in the context of another user. */
function toGate(changes: Observable<unknown>): Observable<boolean> {
  return new Observable((subscriber) =>
    changes.subscribe((value) => {
      user.run(stranger, () => {
        subscriber.next(value !== false);
      });
    }),
  );
}
