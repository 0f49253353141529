import { type Observable, defer, filter, map, of, race, startWith, switchMap, take, tap, timer } from 'rxjs';
import type { RunNode } from './run-node.js';

/**
 * Refuses new runs, waits for the runs of this process to end, gives up the runs that have not ended within `drainTimeout`, and then fails
 * the watchers. Emits once, at the end.
 */
export function closeNode(node: RunNode, drainTimeout: number): Observable<void> {
  return defer(() => {
    node.isClosing = true;
    node.changes.next();
    const timeout = drainTimeout === 0 ? of(0) : timer(drainTimeout);
    return race(whenIdle(node), timeout).pipe(
      tap(() => {
        node.isGivingUp = true;
        for (const producer of [...node.producers.values()]) producer.giveUp();
      }),
      // Runs that were given up still write their end or release their claim, for at most `storeTimeout`.
      switchMap(() => whenIdle(node)),
      tap(() => {
        node.end();
      }),
      map(() => undefined),
    );
  });
}

function whenIdle(node: RunNode): Observable<unknown> {
  return node.changes.values.pipe(
    startWith(undefined),
    filter(() => node.runs.total === 0),
    take(1),
  );
}
