import { NEVER, type Observable, defer, filter, interval, map, scan, take } from 'rxjs';
import type { RelaySink } from './relay-sink.js';

/** Number of checks of a sink within `maxPause`: a pause is noticed up to one check, i.e. a quarter of `maxPause`, too late. */
export const checksPerPause = 4;

/** Emits when the browser has read no bytes from the sink for `maxPause` milliseconds, or up to a quarter longer. */
export function stalledSink(sink: Pick<RelaySink, 'taken'>, maxPause: number): Observable<void> {
  if (maxPause === Infinity) return NEVER;
  return defer(() => {
    const start = { taken: sink.taken(), idleChecks: 0 };
    return interval(maxPause / checksPerPause).pipe(
      scan((before) => {
        const taken = sink.taken();
        return { taken, idleChecks: taken > before.taken ? 0 : before.idleChecks + 1 };
      }, start),
      filter(({ idleChecks }) => idleChecks >= checksPerPause),
      take(1),
      map(() => undefined),
    );
  });
}
