import { type Observable, defer, filter, map, of, race, startWith, switchMap, take, tap, timer } from 'rxjs';
import type { RunNode } from './run-node.js';

/** Refuses new runs, waits for those of this process, gives up the rest, and then ends the watchers. Emits once, when done. */
export function closeNode(node: RunNode, drainTimeout: number): Observable<void> {
  return defer(() => {
    node.isClosing = true;
    node.changes.next();
    const timeIsUp = drainTimeout === 0 ? of(0) : timer(drainTimeout);
    return race(whenIdle(node), timeIsUp).pipe(
      tap(() => {
        node.isGivingUp = true;
        for (const producer of [...node.producers.values()]) producer.giveUp();
      }),
      // Their last writes take `storeTimeout` at most.
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
