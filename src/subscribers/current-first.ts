import { type Observable, defer, merge } from 'rxjs';

/**
 * Emits the result of `current`, called once per subscriber, and then the values of `changes`. Subscribes to `changes` before
 * it emits the current value, so that no change caused by this value is missed. If `changes` has already completed, the
 * current value is the only one.
 */
export function currentFirst<T>(changes: Observable<T>, current: () => T): Observable<T> {
  return merge(
    changes,
    defer(() => [current()]),
  );
}
