import { ignoreElements, interval, merge, share, takeUntil, tap, type Observable } from 'rxjs';

/** Calls `comment` every `period` milliseconds until `wait` emits; never if `period` is undefined. */
export function withKeepAlive(
  wait: Observable<unknown>,
  period: number | undefined,
  comment: () => unknown,
): Observable<unknown> {
  if (period === undefined) return wait;
  const shared = wait.pipe(share());
  return merge(interval(period).pipe(tap(comment), ignoreElements(), takeUntil(shared)), shared);
}
