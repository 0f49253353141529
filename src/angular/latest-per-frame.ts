import {
  type MonoTypeOperatorFunction,
  type Observable,
  audit,
  connect,
  distinctUntilChanged,
  endWith,
  filter,
  ignoreElements,
  merge,
  of,
  race,
  takeLast,
  takeUntil,
} from 'rxjs';

/**
 * Emits the latest value once per frame. Urgent values, such as U below, are emitted at once, and so is the last value when the source
 * completes.
 *
 *     source  --a-b-c--U--d|
 *     frames    ---f
 *     frames        ---
 *     frames              --
 *     result  -----b---U---(d|)
 *
 * `frames` is subscribed to when a value arrives while no other value is waiting; the first value of `frames` is the frame. Errors are
 * passed on at once.
 */
export function latestPerFrame<T>(
  frames: Observable<unknown>,
  isUrgent: (value: T) => boolean,
): MonoTypeOperatorFunction<T> {
  return connect((values) => {
    const urgent = values.pipe(filter(isUrgent));
    const end = values.pipe(ignoreElements(), endWith(undefined));
    return merge(
      values.pipe(
        audit((value) => (isUrgent(value) ? of(value) : race(frames, urgent))),
        takeUntil(end),
      ),
      values.pipe(takeLast(1)),
    ).pipe(distinctUntilChanged());
  });
}
