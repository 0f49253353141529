import { type MonoTypeOperatorFunction, type Observable, map, takeUntil } from 'rxjs';
import { Interruption } from './interruption.js';

/**
 * Mirrors the source, and fails with an {@link Interruption} on a signal.
 *
 *     source   --a--b--c
 *     signals  -------x
 *     result   --a--b-#
 */
export function untilInterrupted<T>(signals: Observable<number>): MonoTypeOperatorFunction<T> {
  return takeUntil(
    signals.pipe(
      map((exitCode): never => {
        throw new Interruption(exitCode);
      }),
    ),
  );
}
