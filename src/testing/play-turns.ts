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
import type { HttpTurn } from './http-turns.js';

/** Emits the events of each turn at its time. Never completes if no turn ends the body. */
export function playTurns(turns: readonly HttpTurn[]): Observable<TransportEvent> {
  const isEndless = turns.every(({ end }) => end === undefined);
  return concat(from(turns), isEndless ? NEVER : EMPTY).pipe(
    // All timers start now, so that simultaneous turns are emitted in source order.
    mergeMap((turn) => timer(turn.at).pipe(map(() => turn))),
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
