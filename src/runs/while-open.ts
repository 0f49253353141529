import { NEVER, type Observable, asyncScheduler, defer, switchMap } from 'rxjs';

/**
 * Subscribes to `source` while the gate is open, and to nothing while it is shut. `reopened` is told for how long it was
 * shut, in milliseconds, before each new subscription.
 */
export function whileOpen<T>(
  gate: Observable<boolean> | undefined,
  source: Observable<T>,
  reopened: (pause: number) => void,
): Observable<T> {
  if (gate === undefined) return source;
  return defer(() => {
    let shutAt = asyncScheduler.now();
    return gate.pipe(
      switchMap((isOpen) => {
        const now = asyncScheduler.now();
        if (isOpen) reopened(now - shutAt);
        shutAt = now;
        return isOpen ? source : NEVER;
      }),
    );
  });
}
