import { TestBed } from '@angular/core/testing';
import { type Observable, delay, distinctUntilChanged, map } from 'rxjs';
import type { VirtualTimeHelpers } from 'venice-rx/testing';

/**
 * Emits what `read` gives, in each of the first hundred milliseconds in which that is another value: after all else that
 * happens in that millisecond, and after a change detection.
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
