import { type Observable, type Subscription, asyncScheduler } from 'rxjs';
import {
  type DurableOptions,
  type DurableRuns,
  type RunFrame,
  type RunSource,
  type RunStore,
  durableRuns,
} from 'venice-rx/durable';

/** Subscribes at once, and records the notifications with their times. */
export class Recorder<T> {
  readonly values: T[] = [];
  /** Times of the values and of the end. */
  readonly times: number[] = [];
  failure: unknown;
  end: 'completed' | 'failed' | undefined;
  readonly subscription: Subscription;

  constructor(source: Observable<T>) {
    this.subscription = source.subscribe({
      next: (value) => {
        this.values.push(value);
        this.times.push(asyncScheduler.now());
      },
      error: (error: unknown) => {
        this.failure = error;
        this.#end('failed');
      },
      complete: () => {
        this.#end('completed');
      },
    });
  }

  #end(how: 'completed' | 'failed'): void {
    this.end = how;
    this.times.push(asyncScheduler.now());
  }
}

const recorders: Recorder<never>[] = [];
const processes: { readonly close: DurableRuns<never>['close'] }[] = [];

/** Records a source until the end of the test. */
export function record<T>(source: Observable<T>): Recorder<T> {
  const recorder = new Recorder(source);
  recorders.push(recorder as Recorder<never>);
  return recorder;
}

/** `durableRuns` that are closed at the end of the test. Several on one store act as several processes. */
export const createRuns = ((store: RunStore, options: Omit<DurableOptions, 'sources'>) => {
  const runs = durableRuns(store, options);
  processes.push(runs);
  return runs;
}) as typeof durableRuns;

afterEach(async () => {
  for (const { subscription } of recorders.splice(0)) subscription.unsubscribe();
  await Promise.all(processes.splice(0).map((runs) => runs.close({ drainTimeout: 0 })));
});

/** All values of recorded frames. */
export function valuesIn<T>({ values }: Recorder<RunFrame<T>>): T[] {
  return values.flatMap((frame) => [...frame.values]);
}

/** Turns a function without parameters into a source. */
export function toSource<T>(create: () => Observable<T>): RunSource<string, T> {
  return create;
}
