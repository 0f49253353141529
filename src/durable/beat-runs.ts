import { EMPTY, type Observable, defer, ignoreElements, tap } from 'rxjs';
import { type LocalRun, claimKey } from './local-run.js';
import type { RunNode } from './run-node.js';

/** Renews the claims of these runs. Cancels the runs whose claim is not valid any more, or all of them if the store does not answer. */
export function beatRuns(node: RunNode, producers: readonly LocalRun[]): Observable<never> {
  return defer(() => {
    if (producers.length === 0) return EMPTY;
    return node.calls
      .call(() => node.store.beat(producers.map(({ claim }) => claim)))
      .pipe(
        tap({
          next: (refused) => {
            for (const claim of refused) node.producers.get(claimKey(claim))?.fence();
          },
          error: (error: unknown) => {
            for (const producer of producers) producer.abandon(error);
          },
        }),
        ignoreElements(),
      );
  });
}
