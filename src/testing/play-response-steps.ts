import {
  EMPTY,
  NEVER,
  type Observable,
  concat,
  from,
  map,
  mergeMap,
  takeWhile,
  throwError,
  timer,
} from 'rxjs';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ResponseStep } from './response-steps.js';

/** Emits the events of each step at its time. Never completes if no step ends the body. */
export function playResponseSteps(steps: readonly ResponseStep[]): Observable<TransportEvent> {
  const isEndless = steps.every(({ end }) => end === undefined);
  return concat(from(steps), isEndless ? NEVER : EMPTY).pipe(
    // All timers start now, so that simultaneous steps are emitted in the order of the array.
    mergeMap((step) => timer(step.at).pipe(map(() => step))),
    takeWhile(({ end }) => end === undefined, true),
    mergeMap(({ events, end }) =>
      end === undefined || end === 'clean'
        ? events
        : concat(
            events,
            throwError(() => end.error),
          ),
    ),
  );
}
