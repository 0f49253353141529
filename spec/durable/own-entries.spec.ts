// Watchers in the process that produces their run receive its entries from the producer.
import { BehaviorSubject, Subject, delay, timer } from 'rxjs';
import {
  type RunFrame,
  RunGoneError,
  RunStoppedError,
  type RunStore,
  memoryRunStore,
} from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { type Recorder, createRuns, record, toSource, valuesIn } from './recorder.js';

/** A run whose values the test emits, in a process whose store the test can break, and another process. */
function manualRun() {
  const values = new Subject<unknown>();
  const store = memoryRunStore();
  const faultyStore = new FaultyStore(store);
  const settings = { sources: { values: toSource(() => values) }, poll: 1_000_000, storeTimeout: 10_000 };
  const runs = createRuns(faultyStore, settings);
  const start = () => record(runs.start('run', { source: 'values', input: 'x' }));
  return { values, store, faultyStore, runs, start, other: createRuns(store, settings) };
}

/** A run whose values come from `old`, and then from `values` once another process has taken it over because of a fault of the first. */
function takenOverRun() {
  const [old, values] = [new Subject<string>(), new Subject<string>()];
  const store = memoryRunStore();
  const faultyStore = new FaultyStore(store);
  const settings = {
    sources: { values: toSource(() => old) },
    storeTimeout: 60_000,
    poll: 1_000_000,
    runIn: <T>(_: unknown, work: () => T) => work(),
  };
  const frozen = createRuns(faultyStore, settings);
  const successor = createRuns(store, { ...settings, onLost: () => values });
  const watcher = record(frozen.start('run', { source: 'values', input: 'x' }));
  return { old, values, faultyStore, watcher, joined: record(successor.follow('run')) };
}

describe('watchers in the process of the producer', () => {
  it('receive its entries without a notification of the store, and without reading the log', () => {
    const { values, faultyStore, runs, start } = manualRun();
    const joined = record(runs.follow('run', { waitForStart: 1000 }));
    faultyStore.receivesNotification = () => false;
    const first = start();
    values.next('a');
    const late = record(runs.follow('run'));
    const reads = faultyStore.count('read');
    values.next('b');
    values.next('c');
    values.complete();

    expect([first, joined, late].map(valuesIn)).toEqual(Array(3).fill(['a', 'b', 'c']));
    expect([first, joined, late].map(({ end }) => end)).toEqual(Array(3).fill('completed'));
    expect(faultyStore.count('read')).toBe(reads);
  });

  it('receive an entry once if the store notifies them of it as well', () => {
    const { values, faultyStore, runs, start } = manualRun();
    const { notifications } = faultyStore;
    // Without options, the store notifies of every entry.
    Object.assign(faultyStore, { notifications: (id: string) => notifications(id) });
    const watchers = [start(), record(runs.follow('run'))];
    for (const value of ['a', 'b', 'c']) values.next(value);
    values.complete();

    expect(watchers.map(valuesIn)).toEqual(Array(2).fill(['a', 'b', 'c']));
  });

  it('receive an entry only once the store has confirmed it', () => {
    inVirtualTime(({ flush }) => {
      const { values, faultyStore, start } = manualRun();
      const watcher = start();
      values.next('first');
      faultyStore.answerDelay = 100;
      timer(1000).subscribe(() => {
        values.next('a');
      });
      timer(1050).subscribe(() => {
        expect(valuesIn(watcher)).toEqual(['first']);
      });
      timer(2000).subscribe(() => {
        values.complete();
      });
      flush();

      expect(watcher.times).toEqual([0, 0, 1100, 2100, 2100]);
      expect(valuesIn(watcher)).toEqual(['first', 'a']);
    });
  });

  it('receive the same object, a value as JSON represents it', () => {
    const { values, runs, start } = manualRun();
    const watchers = [start(), record(runs.follow('run'))];
    const value = { text: 'a', omitted: undefined, at: new Date(0) };
    values.next(value);
    value.text = 'changed';
    const [first, second] = watchers.map(valuesIn);

    expect(first).toStrictEqual([{ text: 'a', at: '1970-01-01T00:00:00.000Z' }]);
    expect(first![0]).toBe(second![0]);
  });

  it('read the entries that were written while their gate was closed', () => {
    const { values, faultyStore, runs, start } = manualRun();
    start();
    const gate = new BehaviorSubject(true);
    const slow = record(runs.follow('run', { gate }));
    gate.next(false);
    for (const value of ['a', 'b', 'c']) values.next(value);
    const reads = faultyStore.count('read');
    expect(valuesIn(slow)).toEqual([]);
    gate.next(true);
    values.next('d');

    expect(valuesIn(slow)).toEqual(['a', 'b', 'c', 'd']);
    expect(faultyStore.count('read')).toBe(reads + 1);
  });

  it('are notified by the store when another process stops the run', () => {
    const { start, runs, other } = manualRun();
    const watchers = [start(), record(runs.follow('run'))];
    record(other.stop('run'));

    expect(watchers.map(({ failure }) => failure)).toEqual(Array(2).fill(expect.any(RunStoppedError)));
  });

  it('read once, for the `partial` of their error, when another process stops the run', () => {
    inVirtualTime(({ flush }) => {
      const { values, faultyStore, start, other } = manualRun();
      let subscriptions = 0;
      const { notifications } = faultyStore;
      Object.assign(faultyStore, {
        notifications: (...args: Parameters<RunStore['notifications']>) => {
          subscriptions += 1;
          return notifications(...args);
        },
      });
      const watcher = start();
      values.next('a');
      faultyStore.answerDelay = 10;
      const [reads, before] = [faultyStore.count('read'), subscriptions];
      record(other.stop('run'));
      flush();

      expect(watcher.failure).toBeInstanceOf(RunStoppedError);
      expect([faultyStore.count('read') - reads, subscriptions - before]).toEqual([1, 0]);
    });
  });

  it('receive an entry that the store has written, but not confirmed, only by reading it', () => {
    inVirtualTime(({ flush }) => {
      const { values, faultyStore, start, other } = manualRun();
      const watcher = start();
      values.next('a');
      // Written, but the answers are lost until the producer gives up.
      faultyStore.answerDelay = 60_000;
      timer(1000).subscribe(() => {
        values.next('b');
      });
      timer(10_500).subscribe(() => {
        expect(valuesIn(watcher)).toEqual(['a']);
        faultyStore.answerDelay = 0;
      });
      timer(12_000).subscribe(() => {
        record(other.stop('run'));
      });
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b']);
      expect(watcher.failure).toBeInstanceOf(RunStoppedError);
    });
  });

  it('follow the process that takes over their run', () => {
    inVirtualTime(({ flush }) => {
      const { old, values, faultyStore, watcher, joined } = takenOverRun();
      old.next('a');
      timer(1).subscribe(() => {
        faultyStore.fault = 'hanging';
      });
      timer(20_000).subscribe(() => {
        faultyStore.fault = 'none';
      });
      for (const [index, value] of ['b', 'c', 'd'].entries()) {
        timer(60_000 + index).subscribe(() => {
          values.next(value);
        });
      }
      timer(70_000).subscribe(() => {
        // Long before the watcher polls the log.
        expect(valuesIn(watcher)).toEqual(['a', 'b', 'c', 'd']);
        values.complete();
      });
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b', 'c', 'd']);
      expect([watcher.end, joined.end]).toEqual(['completed', 'completed']);
    });
  });

  it.each([
    ['in the notification', false],
    ['too large for the notification', true],
  ])(
    'receive the entries of the process that takes over, from its first entry on, which is %s',
    (_, omitsEntries) => {
      inVirtualTime(({ flush }) => {
        const { values, faultyStore, watcher } = takenOverRun();
        faultyStore.omitsEntries = omitsEntries;
        timer(1).subscribe(() => {
          faultyStore.fault = 'hanging';
        });
        const received: number[] = [];
        // The run has been taken over, and the next beat of the old process is some seconds away.
        timer(13_000).subscribe(() => {
          faultyStore.fault = 'none';
          for (let count = 1; count <= 3; count += 1) {
            values.next(`value ${count}`);
            received.push(valuesIn(watcher).length);
          }
          values.complete();
        });
        flush();

        expect(received).toEqual([1, 2, 3]);
      });
    },
  );

  it('cause no beat if the store notifies of a confirmed entry without its content', () => {
    inVirtualTime(({ flush }) => {
      const { values, faultyStore, start } = manualRun();
      const { notifications } = faultyStore;
      faultyStore.omitsEntries = true;
      Object.assign(faultyStore, { notifications: (id: string) => notifications(id).pipe(delay(1)) });
      const watcher = start();
      for (const value of ['a', 'b', 'c']) values.next(value);
      timer(10).subscribe(() => {
        expect(faultyStore.count('beat')).toBe(0);
        values.complete();
      });
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b', 'c']);
      expect(watcher.end).toBe('completed');
    });
  });

  it('receive nothing from the producer of an earlier run with the same id', () => {
    inVirtualTime(({ flush }) => {
      const faultyStore = new FaultyStore(memoryRunStore());
      const runs = createRuns(faultyStore, {
        lease: 60_000,
        tombstoneTtl: 100,
        storeTimeout: 60_000,
        poll: 1_000_000,
      });
      const [old, values] = [new Subject<string>(), new Subject<string>()];
      const first = record(runs.start('run', { run: () => old }));
      let second: Recorder<RunFrame<string>> | undefined;
      old.next('old');
      // The producer does not know that the run is removed.
      faultyStore.receivesNotification = () => false;
      timer(1000).subscribe(() => {
        faultyStore.answerDelay = 2000;
        old.next('late');
        faultyStore.answerDelay = 0;
        record(runs.remove('run'));
      });
      timer(2000).subscribe(() => {
        second = record(runs.start('run', { run: () => values }));
        values.next('new');
      });
      timer(3100).subscribe(() => {
        // 'late', which the store confirmed at 3000, has the offset that 'newer' gets.
        expect(second && valuesIn(second)).toEqual(['new']);
        values.next('newer');
        expect(second && valuesIn(second)).toEqual(['new', 'newer']);
        values.complete();
      });
      flush();

      expect(first.failure).toBeInstanceOf(RunGoneError);
      expect(second?.end).toBe('completed');
    });
  });

  it('receive nothing from the producer of a removed run after another process began a run with the same id', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      const settings = { lease: 60_000, tombstoneTtl: 100, storeTimeout: 60_000, poll: 1_000_000 };
      const runs = createRuns(faultyStore, settings);
      const other = createRuns(store, settings);
      const [old, values] = [new Subject<string>(), new Subject<string>()];
      const watchers: Recorder<RunFrame<string>>[] = [];
      record(runs.start('run', { run: () => old }));
      old.next('old');
      // The producer does not know that the run is removed.
      faultyStore.receivesNotification = () => false;
      timer(1000).subscribe(() => {
        faultyStore.answerDelay = 2000;
        old.next('late');
        faultyStore.answerDelay = 0;
        record(other.remove('run'));
      });
      timer(2000).subscribe(() => {
        watchers.push(record(other.start('run', { run: () => values })));
        values.next('new');
        watchers.push(record(runs.follow<string>('run')));
      });
      timer(4000).subscribe(() => {
        // 'newer' has the same offset as 'late'.
        values.next('newer');
        values.next('newest');
      });
      timer(40_000).subscribe(() => {
        values.complete();
      });
      flush();

      expect(watchers.map(valuesIn)).toEqual(Array(2).fill(['new', 'newer', 'newest']));
      expect(watchers.map(({ end }) => end)).toEqual(['completed', 'completed']);
    });
  });
});
