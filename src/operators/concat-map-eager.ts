import {
  EMPTY,
  type Observable,
  type ObservableInput,
  type ObservedValueOf,
  type OperatorFunction,
  Subject,
  type SubjectLike,
  catchError,
  concat,
  concatAll,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  share,
  takeUntil,
  tap,
} from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { bindContext } from '../async-context/bind-context.js';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { assertOption } from '../options/invalid-option.js';
import { atLeast } from '../options/option-rules.js';

/** Options of {@link concatMapEager}. */
export interface ConcatMapEagerConfig {
  /** Maximum number of inner Observables that run at the same time. Default: unlimited. */
  readonly concurrency?: number;
}

const rules: OptionRules<ConcatMapEagerConfig> = { concurrency: atLeast(1) };

/**
 * Subscribes to the inner Observables concurrently and emits their results in source order: the output of `concatMap` in
 * the time of `mergeMap`.
 *
 *     source  -a-b|
 *     a        ---1----2|
 *     b          -3-4|
 *     result  ----1----(2 3 4)|
 *
 * The values of the first unfinished inner Observable are emitted as they arrive; those of later ones are buffered until their turn.
 * At most `concurrency` inner Observables run at a time; further source values wait. When an inner Observable fails, later ones are
 * cancelled at once, earlier ones still finish, and then the result fails. Unsubscribing cancels all of them.
 *
 * `project` runs, and its results are emitted, in the async context in which the source value arrived.
 *
 * @throws TypeError if `concurrency` is not a number of 1 or more.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { VeniceClient, concatMapEager, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const ask = (content: string) =>
 *   client.chat.completions.create({ model: 'default', messages: [{ role: 'user', content }], stream: true });
 *
 * from(['Name a river.', 'Name a mountain.', 'Name a sea.'])
 *   .pipe(concatMapEager((prompt) => ask(prompt).pipe(toContent()), { concurrency: 2 }))
 *   .subscribe((answer) => console.log(answer));
 * ```
 */
export function concatMapEager<T, Inner extends ObservableInput<unknown>>(
  project: (value: T, index: number) => Inner,
  config: ConcatMapEagerConfig = {},
): OperatorFunction<T, ObservedValueOf<Inner>> {
  assertOption(typeof project === 'function', 'project', 'a function', project);
  checkOptions(config, rules);
  const { concurrency = Infinity } = config;
  type Result = ObservedValueOf<Inner>;
  return (source) =>
    defer(() => {
      /** The running inner Observables, each with a buffer of its values. */
      const lanes = new Subject<Observable<Result>>();
      /** Emits the index of each inner Observable that fails. */
      const failed = new Subject<number>();
      let firstFailed = Infinity;
      const ownContext = captureContext();
      let hasOtherContexts = false;
      const toArrival = (value: T): Arrival<T> => {
        const context = captureContext();
        hasOtherContexts ||= !context.equals(ownContext);
        return { value, context, isBound: hasOtherContexts };
      };
      const run = ({ value, context, isBound }: Arrival<T>, index: number): Observable<never> => {
        // An earlier inner Observable failed while this value was queued.
        if (index > firstFailed) return EMPTY;
        // Starts now and buffers its values until its turn.
        const lane = defer(() => project(value, index) as ObservableInput<Result>).pipe(
          // `mergeMap` projects a queued value in the async context of the inner Observable that has just ended.
          subscribeInContext(context),
          share({
            connector: () => replayAll<Result>(),
            resetOnComplete: false,
            resetOnError: false,
          }),
        );
        lanes.next(isBound ? lane.pipe(bindContext(context)) : lane);
        return lane.pipe(
          // The other subscriber of the lane, `concatAll`, emits the error.
          catchError(() => {
            firstFailed = Math.min(firstFailed, index);
            failed.next(index);
            return EMPTY;
          }),
          ignoreElements(),
          takeUntil(failed.pipe(filter((at) => at < index))),
        );
      };
      const values = source.pipe(takeUntil(failed));
      const running = values.pipe(
        map(toArrival),
        mergeMap(run, concurrency),
        tap({
          complete: () => {
            lanes.complete();
          },
        }),
      );
      return merge(lanes.pipe(concatAll()), running);
    });
}

/** Replays all values to each subscriber, including values that arrive during the replay. */
function replayAll<T>(): SubjectLike<T> {
  const live = new Subject<T>();
  const values: T[] = [];
  return {
    next: (value) => {
      values.push(value);
      live.next(value);
    },
    error: (error: Error) => {
      live.error(error);
    },
    complete: () => {
      live.complete();
    },
    subscribe: (observer) => concat(values, live).subscribe(observer),
  };
}

/** A value and the async context in which it arrived. */
interface Arrival<T> {
  readonly value: T;
  readonly context: AsyncContext;
  /** Whether the results must be bound to `context`: only necessary after values have arrived in different contexts. */
  readonly isBound: boolean;
}
