import { NEVER, type Observable, defer, filter, interval, map, scan, take } from 'rxjs';
import type { RelaySink } from './relay-sink.js';

/** Number of checks of a sink within `maxPause`. */
export const looks = 4;

/** Emits when the browser has read no bytes from the sink for `maxPause` milliseconds, or up to a quarter longer. */
export function stalledSink(sink: Pick<RelaySink, 'waiting'>, maxPause: number): Observable<void> {
  if (maxPause === Infinity) return NEVER;
  return defer(() => {
    const start = { waiting: sink.waiting(), idleLooks: 0 };
    return interval(maxPause / looks).pipe(
      scan((before) => {
        const waiting = sink.waiting();
        return { waiting, idleLooks: waiting < before.waiting ? 0 : before.idleLooks + 1 };
      }, start),
      filter(({ idleLooks }) => idleLooks >= looks),
      take(1),
      map(() => undefined),
    );
  });
}
