import type { Observable } from 'rxjs';
import { isVeniceError } from 'venice-rx';

/** The values of a synchronous source, and how it ended. */
export interface Ending {
  readonly values: readonly unknown[];
  /** Undefined if the source completed. */
  readonly error?: unknown;
}

/** Subscribes to a source. Throws if it does not end synchronously, ends twice, emits after its end, or fails with an untyped error. */
export function getEnding(source: Observable<unknown>): Ending {
  const values: unknown[] = [];
  const ends: Ending[] = [];
  source.subscribe({
    next: (value) => {
      if (ends.length > 0) throw new Error('a value was emitted after the end');
      values.push(value);
    },
    error: (error: unknown) => ends.push({ values, error }),
    complete: () => ends.push({ values }),
  });
  const [end] = ends;
  if (end === undefined || ends.length > 1) throw new Error(`the source ended ${ends.length} times`);
  if (end.error !== undefined && !isVeniceError(end.error))
    throw new Error('the error is not a VeniceError (see `cause`)', { cause: end.error });
  return end;
}
