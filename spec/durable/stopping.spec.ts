import { NEVER, type Observable, Subject, concat, of } from 'rxjs';
import {
  type RunEvent,
  type RunFrame,
  type RunInfo,
  RunStoppedError,
  memoryRunStore,
} from 'venice-rx/durable';
import { chunk } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { type Recorder, createRuns, record, valuesIn } from './recorder.js';

function twoProcesses<T>(source: Observable<T>) {
  const store = memoryRunStore();
  const producerStore = new FaultyStore(store);
  const producing = createRuns(producerStore);
  const other = createRuns(store);
  const start = (): Observable<RunFrame<T>> => producing.start('run', { run: () => source });
  return { producing, other, producerStore, start };
}

describe('stop', () => {
  it('fails the watchers of a run of another process, and cancels its request', () => {
    const answer = chunk('Hello');
    const values = new Subject<typeof answer>();
    const { producing, other, start } = twoProcesses(values);
    const events = record(producing.events);
    const watchers = [record(start()), record(other.follow('run'))];
    values.next(answer);
    const stopped = record(other.stop('run', { reason: 'the user has left' }));

    // An offset is `<epoch>-<seq>`. The stop raises the epoch to 2, and its entry is the first one of this epoch.
    expect(stopped.values).toMatchObject([{ id: 'run', status: 'stopped', offset: '2-1' }]);
    expect(values.observed).toBe(false);
    for (const watcher of watchers) {
      expect(watcher.failure).toBeInstanceOf(RunStoppedError);
      expect(watcher.failure).toMatchObject({
        isRetryable: false,
        reason: 'the user has left',
        partial: { choices: [{ message: { content: 'Hello' } }] },
      });
      expect(valuesIn(watcher)).toEqual([answer]);
    }
    // The producer has lost the right to write to the run.
    expect(events.values.map(({ type }: RunEvent) => type)).toEqual(['started', 'fenced']);
  });

  it('reaches a producer that receives no notifications with its next write', () => {
    const values = new Subject<number>();
    const { other, producerStore, start } = twoProcesses(values);
    record(start());
    const watcher = record(other.follow('run'));
    producerStore.receivesNotification = () => false;
    record(other.stop('run'));
    expect(values.observed).toBe(true);
    values.next(1);

    expect(values.observed).toBe(false);
    expect(valuesIn(watcher)).toEqual([]);
  });

  it('gives a watcher that comes later the values before the stop, and the same end', () => {
    const { other, start } = twoProcesses(concat(of(1), NEVER));
    record(start());
    record(other.stop('run'));
    const late = record(other.follow('run'));

    expect(valuesIn(late)).toEqual([1]);
    expect(late.failure).toBeInstanceOf(RunStoppedError);
  });

  it('emits the status of a run that had already ended', () => {
    const { other, start } = twoProcesses(of(1));
    record(start());
    const events = record(other.events);

    expect(record(other.stop('run')).values).toMatchObject([{ status: 'done' }]);
    expect(record(other.stop('run')).values).toMatchObject([{ status: 'done' }]);
    expect(events.values).toEqual([]);
  });

  it('has no effect on a run whose source has just completed', () => {
    const values = new Subject<number>();
    const { other, start } = twoProcesses(values);
    record(start());
    const watcher = record(other.follow('run'));
    const stops: Recorder<RunInfo>[] = [];
    values.subscribe({
      complete: () => {
        stops.push(record(other.stop('run')));
      },
    });
    values.complete();

    expect(watcher.end).toBe('completed');
    expect(stops).toMatchObject([{ values: [{ status: 'done' }] }]);
  });

  it('can be called by a watcher while it receives a run frame', () => {
    const values = new Subject<number>();
    const { producing, other, start } = twoProcesses(values);
    const watcher = record(start());
    const late = record(other.follow('run'));
    producing.follow<number>('run').subscribe({
      next: ({ values: [first] }) => {
        if (first === 2) record(producing.stop('run'));
      },
      error: () => undefined,
    });
    for (const value of [1, 2, 3]) values.next(value);

    for (const { failure } of [watcher, late]) expect(failure).toBeInstanceOf(RunStoppedError);
    expect(valuesIn(watcher)).toEqual([1, 2]);
    expect(valuesIn(late)).toEqual([1, 2]);
  });
});

describe('leaving', () => {
  it('never stops a run', () => {
    const values = new Subject<number>();
    const { other, start } = twoProcesses(values);
    const watchers = [record(start()), record(other.follow('run')), record(other.follow('run'))];
    values.next(1);
    for (const { subscription } of watchers) subscription.unsubscribe();
    values.next(2);
    values.complete();

    expect(valuesIn(record(other.follow('run')))).toEqual([1, 2]);
  });
});
