import { type Observable, defer, merge } from 'rxjs';

/**
 * What `current` returns for each subscriber, and then what `changes` emits. It is subscribed to before the current value goes out,
 * so that nothing is missed that this value brings about. After the end of `changes`, the current value is the last one.
 */
export function currentFirst<T>(changes: Observable<T>, current: () => T): Observable<T> {
  return merge(
    changes,
    defer(() => [current()]),
  );
}
