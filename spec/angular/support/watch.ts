import { TestBed } from '@angular/core/testing';
import { type Observable, delay, distinctUntilChanged, map } from 'rxjs';
import type { VirtualTimeHelpers } from 'venice-rx/testing';

/**
 * Calls `read` in each of the first hundred milliseconds, after all other events of the millisecond and after change detection. Emits
 * the results that differ from the previous one.
 */
export function watch<T>({ cold }: VirtualTimeHelpers, read: () => T): Observable<T> {
  return cold('x'.repeat(100)).pipe(
    delay(0),
    map(() => {
      TestBed.tick();
      return read();
    }),
    distinctUntilChanged(),
  );
}
