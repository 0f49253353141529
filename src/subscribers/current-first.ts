import { type Observable, defer, merge } from 'rxjs';

/**
 * Emits the result of `current` per subscriber, then the values of `changes`. Subscribes to `changes` before emitting the
 * current value, so that changes caused by that value are not missed. After `changes` has completed, the current value is
 * the last one.
 */
export function currentFirst<T>(changes: Observable<T>, current: () => T): Observable<T> {
  return merge(
    changes,
    defer(() => [current()]),
  );
}
