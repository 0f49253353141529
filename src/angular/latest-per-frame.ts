import {
  type MonoTypeOperatorFunction,
  type Observable,
  audit,
  connect,
  distinctUntilChanged,
  endWith,
  ignoreElements,
  merge,
  takeLast,
  takeUntil,
} from 'rxjs';

/**
 * Emits the latest value once per frame, and the last one when the source completes.
 *
 *     source  --a-b-c-----d|
 *     frame     ---f---f  --
 *     result  -----b---c---(d|)
 *
 * `frameFor` is asked when a value comes and none is waiting; what it gives is subscribed to, and its first value is the
 * frame. An error passes at once.
 */
export function latestPerFrame<T>(frameFor: (value: T) => Observable<unknown>): MonoTypeOperatorFunction<T> {
  return connect((values) => {
    const end = values.pipe(ignoreElements(), endWith(undefined));
    return merge(values.pipe(audit(frameFor), takeUntil(end)), values.pipe(takeLast(1))).pipe(
      distinctUntilChanged(),
    );
  });
}
