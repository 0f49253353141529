import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER, type Observable, concat, ignoreElements, of, timer } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import {
  type DurableOptions,
  type LostRun,
  type OnLost,
  type RunContext,
  type RunEvent,
  RunLostError,
  memoryRunStore,
  runValues,
} from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, role } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, toSource, valuesIn } from './recorder.js';

const lease = 10_000;
/** A process looks for expired leases once per tenth of the lease. */
const searchInterval = lease / 10;
const runIn = <T>(_context: unknown, work: () => T): T => work();

/** Two processes with the same source. After `die()`, the first one no longer reaches the store. */
function twoProcesses(
  source: (input: string, run: RunContext) => Observable<unknown>,
  options: Omit<DurableOptions, 'sources'> = {},
) {
  const store = memoryRunStore();
  const first = new FaultyStore(store);
  const second = new FaultyStore(store);
  const settings = { sources: { source }, lease, ...options };
  const dying = createRuns(first, settings);
  const other = createRuns(second, settings);
  const events = record(other.events);
  const start = (): Observable<unknown> =>
    dying.start('run', { source: 'source', input: 'Hi', context: { tenant: 7 } });
  const die = (): void => {
    first.fault = 'hanging';
  };
  return { dying, other, first, second, store, events, start, die };
}

const types = ({ values }: { readonly values: readonly RunEvent[] }): string[] =>
  values.map(({ type }) => type);

describe('a run whose process dies', () => {
  it('fails every watcher with the answer so far within the lease and one search interval', () => {
    inVirtualTime(({ cold, flush }) => {
      const source = (): Observable<ChatCompletionChunk> =>
        cold('r-a-b-', { r: role(), a: chunk('Hel'), b: chunk('lo') });
      const { other, start, die, events } = twoProcesses(source);
      start().subscribe({ error: () => undefined });
      const watchers = ['0', '1'].map(() => record(other.follow<ChatCompletionChunk>('run')));
      const late = record(concat(timer(4).pipe(ignoreElements()), other.follow('run', { after: '1-1' })));
      timer(5).subscribe(die);
      flush();

      for (const watcher of [...watchers, late]) {
        expect(watcher.failure).toBeInstanceOf(RunLostError);
        expect(watcher.failure).toMatchObject({
          isRetryable: true,
          runId: 'run',
          lastOffset: '2-1',
          partial: { choices: [{ message: { content: 'Hello' } }] },
        });
        expect(watcher.times.at(-1)).toBeLessThanOrEqual(5 + lease + searchInterval);
      }
      expect(watchers.map((watcher) => valuesIn(watcher).length)).toEqual([3, 3]);
      expect(types(events)).toEqual(['lost']);
    });
  });

  it('counts as lost for `info` before any process has claimed it', () => {
    inVirtualTime(({ flush }) => {
      const { other, start, die } = twoProcesses(() => concat(of(1), NEVER));
      start().subscribe({ error: () => undefined });
      timer(1).subscribe(die);
      timer(1 + lease).subscribe(() => {
        expect(record(other.info('run')).values).toMatchObject([{ status: 'lost', epoch: 1 }]);
      });
      flush();
    });
  });

  it('fails a watcher at once that joins after the lease', () => {
    inVirtualTime(({ flush }) => {
      const { other, start, die } = twoProcesses(() => concat(of(1), NEVER));
      start().subscribe({ error: () => undefined });
      timer(1).subscribe(die);
      timer(60_000).subscribe(() => {
        expect(record(other.follow('run')).failure).toBeInstanceOf(RunLostError);
      });
      flush();
    });
  });

  it('gets no more values if its process was only frozen, and its request is cancelled', () => {
    inVirtualTime(({ flush, cold }) => {
      const source = cold('a 20s b');
      // The timers of a frozen process would not run, so `storeTimeout` is longer than the freeze.
      const { other, first, dying, start, die } = twoProcesses(() => source, { storeTimeout: 60_000 });
      const events = record(dying.events);
      start().subscribe({ error: () => undefined });
      const watcher = record(other.follow('run'));
      timer(1).subscribe(die);
      timer(15_000).subscribe(() => {
        first.fault = 'none';
      });
      flush();

      expect(watcher.failure).toBeInstanceOf(RunLostError);
      expect(valuesIn(watcher)).toEqual(['a']);
      expect(types(events)).toContain('fenced');
      expect(source.subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame < 20_000)).toEqual([true]);
    });
  });
});

describe('onLost', () => {
  it.each<[string, Partial<DurableOptions>]>([
    ['without runIn', {}],
    ["with 'fail'", { runIn, onLost: 'fail' }],
    ['after `maxTakeovers`', { runIn, maxTakeovers: 0 }],
    ['if the other process does not have the source', { runIn, sources: {} }],
  ])('fails a run without written values %s', (_when, options) => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const first = new FaultyStore(store);
      const sources = { source: toSource(() => NEVER) };
      const dying = createRuns(first, { sources, lease, ...options, ...(options.sources && { sources }) });
      const other = createRuns(store, { sources, lease, ...options });
      record(dying.start('run', { source: 'source', input: 'Hi' }));
      const watcher = record(other.follow('run'));
      timer(1).subscribe(() => {
        first.fault = 'hanging';
      });
      flush();

      expect(watcher.failure).toBeInstanceOf(RunLostError);
    });
  });

  it('restarts a run without written values, and its watchers see no error', () => {
    inVirtualTime(({ cold, flush }) => {
      const inputs: unknown[] = [];
      const source = (input: string, { epoch }: RunContext): Observable<ChatCompletionChunk> => {
        inputs.push([input, epoch]);
        const values = { r: role(), a: chunk('Hello'), f: finish() };
        // A role is not output, so it is not written before there is output.
        return epoch === 1 ? concat(cold('r|', values), NEVER) : cold('r-a-(f|)', values);
      };
      const { other, start, die, events } = twoProcesses(source, { runIn });
      start().subscribe({ error: () => undefined });
      const watcher = record(other.follow<ChatCompletionChunk>('run'));
      timer(5).subscribe(die);
      flush();

      expect(inputs).toEqual([
        ['Hi', 1],
        ['Hi', 2],
      ]);
      expect(watcher.end).toBe('completed');
      expect(valuesIn(watcher)).toEqual([role(), chunk('Hello'), finish()]);
      expect(types(events)).toEqual(['taken-over', 'done']);
    });
  });

  it('restarts the other runs if `runIn` throws for one of them', () => {
    inVirtualTime(({ flush }) => {
      const runInTenant = <T>(context: unknown, work: () => T): T => {
        if (context === 'deleted') throw new Error('no such tenant');
        return work();
      };
      const source = (_input: string, { epoch }: RunContext): Observable<unknown> =>
        epoch === 1 ? NEVER : of('again');
      const { dying, other, die } = twoProcesses(source, { runIn: runInTenant });
      const watchers = ['deleted', 'a', 'b'].map((context) => {
        record(dying.start(context, { source: 'source', input: 'Hi', context }));
        return record(other.follow(context));
      });
      timer(1).subscribe(die);
      flush();

      expect(watchers[0]?.failure).toBeInstanceOf(RunLostError);
      expect(watchers.slice(1).map(valuesIn)).toEqual([['again'], ['again']]);
    });
  });

  it('does not restart a run with written values', () => {
    inVirtualTime(({ flush }) => {
      let requests = 0;
      const source = (): Observable<unknown> => {
        requests += 1;
        return concat(of('a'), NEVER);
      };
      const { other, start, die } = twoProcesses(source, { runIn });
      start().subscribe({ error: () => undefined });
      const watcher = record(other.follow('run'));
      timer(5).subscribe(die);
      flush();

      expect(watcher.failure).toBeInstanceOf(RunLostError);
      expect(requests).toBe(1);
    });
  });

  it('continues a run after its written values if it is a function that returns the rest', () => {
    inVirtualTime(({ cold, flush }) => {
      const lostRuns: LostRun[] = [];
      const onLost: OnLost = (lost, { epoch }) => {
        lostRuns.push(lost);
        return cold('-c-(d|)', { c: `c${epoch}`, d: 'd' });
      };
      const { other, start, die } = twoProcesses(() => concat(cold('-a-b|'), NEVER), { runIn, onLost });
      start().subscribe({ error: () => undefined });
      const watcher = record(other.follow('run'));
      timer(6).subscribe(die);
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b', 'c2', 'd']);
      expect(watcher.end).toBe('completed');
      expect(lostRuns).toEqual([
        { id: 'run', subject: '', source: 'source', input: 'Hi', offset: '1-2', values: ['a', 'b'] },
      ]);
    });
  });

  it('fails the run if it is a function that returns undefined', () => {
    inVirtualTime(({ flush }) => {
      const { other, start, die, events } = twoProcesses(() => concat(of('a'), NEVER), {
        runIn,
        onLost: () => undefined,
      });
      start().subscribe({ error: () => undefined });
      const watcher = record(other.follow('run'));
      timer(6).subscribe(die);
      flush();

      expect(watcher.failure).toBeInstanceOf(RunLostError);
      expect(types(events)).toEqual(['taken-over', 'lost']);
    });
  });

  it('fails a run whose process dies again after `maxTakeovers` (2)', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      let requests = 0;
      const sources = {
        source: toSource(() => {
          requests += 1;
          return NEVER;
        }),
      };
      const stores = Array.from({ length: 5 }, () => new FaultyStore(store));
      const processes = stores.map((faultyStore) =>
        createRuns(faultyStore, { sources, lease, runIn, maxTakeovers: 2 }),
      );
      const watcher = record(createRuns(store).follow('run', { waitForStart: 1 }));
      record(processes[0]!.start('run', { source: 'source', input: 'Hi' }));
      for (const [index, runs] of processes.entries()) {
        timer(index * 2 * lease + 1).subscribe(() => {
          for (const dead of stores.slice(0, index)) dead.fault = 'hanging';
          record(runs.follow('run'));
        });
      }
      flush();

      expect(requests).toBe(3);
      expect(watcher.failure).toBeInstanceOf(RunLostError);
    });
  });
});

describe('runIn', () => {
  it('restores the async context of the application for a takeover', () => {
    inVirtualTime(({ flush, cold }) => {
      const tenants = new AsyncLocalStorage<unknown>();
      const contexts: unknown[] = [];
      const source = (_input: string, { epoch }: RunContext): Observable<unknown> => {
        contexts.push(tenants.getStore());
        return epoch === 1 ? NEVER : cold('-a|');
      };
      const { other, start, die } = twoProcesses(source, {
        runIn: (context, work) => tenants.run(context, work),
      });
      tenants.run({ tenant: 7 }, () => {
        start().subscribe({ error: () => undefined });
      });
      tenants.run({ tenant: 8 }, () => {
        record(other.follow('run').pipe(runValues()));
      });
      timer(5).subscribe(die);
      flush();

      expect(contexts).toEqual([{ tenant: 7 }, { tenant: 7 }]);
    });
  });
});
