import { type Observable, type Subscription, asyncScheduler } from 'rxjs';
import {
  type DurableOptions,
  type DurableRuns,
  type RunFrame,
  type RunSource,
  type RunStore,
  durableRuns,
} from 'venice-rx/durable';

/** Subscribes at once, and keeps everything that comes. */
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

/** Records a source until the end of the spec. */
export function record<T>(source: Observable<T>): Recorder<T> {
  const recorder = new Recorder(source);
  recorders.push(recorder as Recorder<never>);
  return recorder;
}

/** `durableRuns`, closed at the end of the spec: as many as wanted over one store, like processes. */
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

/** A source that ignores its input. */
export function toSource<T>(create: () => Observable<T>): RunSource<string, T> {
  return create;
}
