import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER, Observable, from, lastValueFrom, map, merge, of, take, tap, timer } from 'rxjs';
import { type RunContext, type RunStore, memoryRunStore } from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, toSource } from './recorder.js';

const user = new AsyncLocalStorage<string>();
const otherUser = 'another user';
const currentUser = (): string => user.getStore() ?? 'no user';

/** The contexts in which each callback ran. */
class ContextLog {
  readonly #contexts = new Map<string, Set<string>>();

  add(name: string): void {
    const users = this.#contexts.get(name) ?? new Set();
    this.#contexts.set(name, users.add(currentUser()));
  }

  of(name: string): readonly string[] {
    return [...(this.#contexts.get(name) ?? [])].sort();
  }
}

/**
 * A store that answers in the context of another user, as a client that batches the calls of all users may.
 * The first call of each method fails.
 */
function batchingStore(contexts: ContextLog): RunStore {
  const failed = new Set<string>();
  return new Proxy(memoryRunStore(), {
    get: (store, name: keyof RunStore) => {
      const call = (...args: unknown[]): Observable<unknown> => {
        contexts.add(name);
        const answer = from((store[name] as (...args: unknown[]) => Observable<unknown>)(...args));
        if (name === 'notifications') return answer;
        const result = failed.has(name) ? answer : failing();
        failed.add(name);
        return new Observable((subscriber) => user.run(otherUser, () => result.subscribe(subscriber)));
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
  // Not in virtual time, whose timers have no context.
  it('is that of its start in the source, the gate and the store, even if the store answers in another context', async () => {
    const contexts = new ContextLog();
    const runs = createRuns(batchingStore(contexts), { maxUnflushed: 1 });
    const run = ({ gate }: RunContext): Observable<string> => {
      contexts.add('source');
      gate.subscribe(() => {
        contexts.add('gate');
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
            contexts.add('next');
          }),
        ),
      ),
    );

    for (const name of ['begin', 'source', 'append', 'gate', 'end', 'read', 'next'])
      expect([name, contexts.of(name)]).toEqual([name, ['alice']]);
  });

  it.each(['info', 'list', 'stop', 'remove', 'removeAll'] as const)(
    'is that of the caller when %s emits and completes',
    (name) => {
      inVirtualTime(({ flush }) => {
        const contexts = new ContextLog();
        const runs = createRuns(batchingStore(contexts), {});
        user.run('alice', () => {
          record(runs.start('run', { run: () => timer(1500) }));
        });
        const noteEnd = (): void => {
          contexts.add(`answer of ${name}`);
        };
        const call: Observable<unknown> =
          name === 'list' || name === 'removeAll' ? runs[name]() : runs[name]('run');
        timer(500).subscribe(() => {
          user.run('bob', () => record(call.pipe(tap({ next: noteEnd, complete: noteEnd }))));
        });
        flush();

        expect(contexts.of(`answer of ${name}`)).toEqual(['bob']);
      });
    },
  );

  it('is that of its start in the teardown of the source when another user stops the run', () => {
    inVirtualTime(({ flush }) => {
      const contexts = new ContextLog();
      const runs = createRuns(memoryRunStore(), {});
      const run = (): Observable<never> =>
        new Observable(() => () => {
          contexts.add('teardown');
        });
      user.run('alice', () => {
        record(runs.start('run', { run }));
      });
      timer(5).subscribe(() => {
        user.run('bob', () => record(runs.stop('run')));
      });
      flush();

      expect(contexts.of('teardown')).toEqual(['alice']);
    });
  });

  it('is that of `durableRuns` in a takeover that a watcher triggers', () => {
    inVirtualTime(({ flush }) => {
      const contexts = new ContextLog();
      const store = memoryRunStore();
      const dead = new FaultyStore(store);
      const source = toSource(() => {
        contexts.add('source');
        return of(1);
      });
      const runIn = <T>(_: unknown, work: () => T): T => {
        contexts.add('runIn');
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
      // With this lease, the process does not look for expired runs before the watcher does.
      const runs = user.run('process', () => createRuns(store, { ...options, lease: 1_000_000 }));
      timer(1500).subscribe(() => {
        user.run('bob', () => record(runs.follow('run')));
      });
      flush();

      expect(contexts.of('runIn')).toEqual(['process']);
      expect(contexts.of('source')).toEqual(['process']);
    });
  });

  it('is that of the watcher when it reads the store, although the producer and the gate have others', () => {
    inVirtualTime(({ cold, flush }) => {
      const contexts = new ContextLog();
      const store = memoryRunStore();
      const readingStore = new Proxy(store, {
        get: (target, name: keyof RunStore) =>
          name === 'read'
            ? (...args: Parameters<RunStore['read']>) => {
                contexts.add('read');
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

      expect(contexts.of('read')).toEqual(['bob']);
    });
  });
});

/** A gate that emits in the context of another user. */
function toGate(changes: Observable<unknown>): Observable<boolean> {
  return new Observable((subscriber) =>
    changes.subscribe((value) => {
      user.run(otherUser, () => {
        subscriber.next(value !== false);
      });
    }),
  );
}
