import { ignoreElements, interval, merge, share, takeUntil, tap, type Observable } from 'rxjs';

/** Writes comments while a wait goes on, every `period` milliseconds; never without a period. */
export function stayAlive(
  wait: Observable<unknown>,
  period: number | undefined,
  comment: () => unknown,
): Observable<unknown> {
  if (period === undefined) return wait;
  const shared = wait.pipe(share());
  return merge(interval(period).pipe(tap(comment), ignoreElements(), takeUntil(shared)), shared);
}
