import { ignoreElements, interval, merge, share, takeUntil, tap, type Observable } from 'rxjs';

/** Writes a comment every `period` milliseconds while waiting; never if `period` is undefined. */
export function stayAlive(
  wait: Observable<unknown>,
  period: number | undefined,
  comment: () => unknown,
): Observable<unknown> {
  if (period === undefined) return wait;
  const shared = wait.pipe(share());
  return merge(interval(period).pipe(tap(comment), ignoreElements(), takeUntil(shared)), shared);
}
