import { NEVER, type Observable, Subject, from, mergeMap, of, tap, timer } from 'rxjs';
import { LimitExceededError } from 'venice-rx';
import {
  type RunContext,
  type RunEvent,
  RunFailedError,
  type RunFrame,
  type RunStore,
  memoryRunStore,
} from 'venice-rx/durable';
import { chunk, inVirtualTime, role } from 'venice-rx/testing';
import { createRuns, record, valuesIn } from './recorder.js';

const limitError = (kind: string, limit: number) => ({ name: 'LimitExceededError', kind, limit });

describe('limits of a process', () => {
  it('refuses a run above `maxRuns`, but not a watcher of an existing run', () => {
    const runs = createRuns(memoryRunStore(), { maxRuns: 2 });
    const start = (id: string) => record(runs.start(id, { run: () => NEVER }));
    start('1');
    start('2');

    expect(start('3').failure).toMatchObject(limitError('runs', 2));
    expect(start('2').end).toBeUndefined();
    record(runs.stop('1'));
    expect(start('3').end).toBeUndefined();
  });

  it('refuses a run above `maxRunsPerSubject`, except of the empty subject', () => {
    const runs = createRuns(memoryRunStore(), { maxRunsPerSubject: 1 });
    const start = (id: string, subject: string) => record(runs.start(id, { run: () => NEVER, subject }));
    start('1', 'alice');

    expect(start('2', 'alice').failure).toMatchObject(limitError('runs', 1));
    for (const [id, subject] of [
      ['3', 'bob'],
      ['4', ''],
      ['5', ''],
    ] as const) {
      expect(start(id, subject).end).toBeUndefined();
    }
  });

  it('refuses a watcher above `maxWatchers` or `maxWatchersPerSubject`', () => {
    const runs = createRuns(memoryRunStore(), { maxWatchers: 2, maxWatchersPerSubject: 3 });
    const subject = 'alice';
    record(runs.start('1', { run: () => NEVER, subject }));
    const second = record(runs.follow('1', { subject }));
    expect(record(runs.follow('1', { subject })).failure).toMatchObject(limitError('watchers', 2));
    second.subscription.unsubscribe();
    record(runs.follow('1', { subject }));
    record(runs.start('2', { run: () => NEVER, subject }));

    expect(record(runs.follow('2', { subject })).failure).toMatchObject(limitError('watchers', 3));
  });
});

describe('limits of a run', () => {
  it('fails a run after `maxDuration`, and keeps the values that it has written', () => {
    inVirtualTime(({ cold, flush, expectSubscriptions }) => {
      const source = cold('a 5s b 5s c 50s |');
      const runs = createRuns(memoryRunStore(), { maxDuration: 9000 });
      const events = record(runs.events);
      const watcher = record(runs.start('run', { run: () => source }));
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b']);
      expect(watcher.failure).toBeInstanceOf(RunFailedError);
      expect(watcher.failure).toMatchObject({ failure: { name: 'LimitExceededError' }, isRetryable: false });
      expect(events.values.at(-1)).toMatchObject({ type: 'failed', error: limitError('run duration', 9000) });
      expectSubscriptions(source.subscriptions).toBe('^ 8999ms !');
    });
  });

  it('fails a run before its log exceeds `maxRunSize`', () => {
    const values = new Subject<string>();
    const runs = createRuns(memoryRunStore(), { maxRunSize: 100 });
    const events = record(runs.events);
    const watcher = record(runs.start('run', { run: () => values }));
    values.next('x'.repeat(90));
    values.next('y'.repeat(90));

    expect(values.observed).toBe(false);
    expect(valuesIn(watcher)).toEqual(['x'.repeat(90)]);
    expect(events.values.at(-1)).toMatchObject({ type: 'failed', error: limitError('run log', 100) });
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a bigint', 1n],
  ])('fails a run that emits %s, which is not JSON', (_what, value) => {
    const runs = createRuns(memoryRunStore());
    const events = record(runs.events);
    const watcher = record(runs.start('run', { run: () => from([1, value, 2]) }));

    expect(valuesIn(watcher)).toEqual([1]);
    expect(watcher.failure).toBeInstanceOf(RunFailedError);
    expect(events.values.at(-1)).toMatchObject({ type: 'failed', error: expect.any(TypeError) as unknown });
  });

  it('fails a run whose source function throws', () => {
    const runs = createRuns(memoryRunStore());
    const failure = new LimitExceededError({ message: 'no', kind: 'queue', limit: 1 });
    const run = (): Observable<never> => {
      throw failure;
    };
    const events = record(runs.events);

    expect(record(runs.start('run', { run })).failure).toMatchObject({
      name: 'RunFailedError',
      failure: { name: 'LimitExceededError', status: 429, code: 'rate_limit_exceeded' },
    });
    expect(events.values.map(({ type }: RunEvent) => type)).toEqual(['started', 'failed']);
  });
});

describe('the gate of a run', () => {
  it('closes while more than `maxUnflushed` waits for the store, which gets one write at a time', () => {
    inVirtualTime(({ cold, flush }) => {
      const store = memoryRunStore();
      let openWrites = 0;
      let maxOpenWrites = 0;
      // A store that takes 10 ms for a write.
      const slow: RunStore = new Proxy(store, {
        get: (target, name: keyof RunStore) => {
          if (name !== 'append') return (target[name] as () => unknown).bind(target);
          return (...args: Parameters<RunStore['append']>) => {
            openWrites += 1;
            maxOpenWrites = Math.max(maxOpenWrites, openWrites);
            return timer(10).pipe(
              mergeMap(() => target.append(...args)),
              tap(() => (openWrites -= 1)),
            );
          };
        },
      });
      const gates: boolean[] = [];
      const run = ({ gate }: RunContext): Observable<string> => {
        gate.subscribe((isOpen) => gates.push(isOpen));
        return cold(
          'abcdefghij 100ms |',
          Object.fromEntries(Array.from('abcdefghij', (letter) => [letter, letter.repeat(10)])),
        );
      };
      const runs = createRuns(slow, { maxUnflushed: 50 });
      const watcher: { values: RunFrame<string>[] } = record(runs.start('run', { run }));
      flush();

      expect(gates).toEqual([true, false, true]);
      expect(maxOpenWrites).toBe(1);
      expect(watcher.values.flatMap(({ values }) => values).join('')).toHaveLength(100);
      // Values that arrive during a write share the next entry.
      expect(watcher.values.length).toBeLessThan(8);
    });
  });

  it('stays open for values without output, which are held back first', () => {
    const values = new Subject<unknown>();
    const gates: boolean[] = [];
    const runs = createRuns(memoryRunStore(), { maxUnflushed: 20_000 });
    const run = ({ gate }: RunContext): Observable<unknown> => {
      gate.subscribe((isOpen) => gates.push(isOpen));
      return values;
    };
    const watcher = record(runs.start('run', { run }));
    for (let index = 0; index < 1000; index += 1) values.next(role());

    expect(gates).toEqual([true]);
    expect(valuesIn(watcher).length).toBeGreaterThan(500);
  });
});

describe('values without output', () => {
  it('are held back until there is output', () => {
    const values = new Subject<unknown>();
    const runs = createRuns(memoryRunStore());
    const watcher = record(runs.start('run', { run: () => values }));
    values.next(role());
    expect(valuesIn(watcher)).toEqual([]);
    expect(record(runs.info('run')).values).toMatchObject([{ offset: '0-0' }]);
    values.next(chunk('Hello'));

    expect(valuesIn(watcher)).toEqual([role(), chunk('Hello')]);
  });

  it('are written at the end of the run', () => {
    const runs = createRuns(memoryRunStore());

    expect(valuesIn(record(runs.start('run', { run: () => of({ text: 1 }, '') })))).toEqual([
      { text: 1 },
      '',
    ]);
    expect(valuesIn(record(runs.start('run-2', { run: () => of('') })))).toEqual(['']);
  });
});
