import type { Observable } from 'rxjs';
import { isVeniceError } from 'venice-rx';

/** What a source that comes in one turn has emitted, and how it ended. */
export interface Ending {
  readonly values: readonly unknown[];
  /** Undefined where it completed. */
  readonly error?: unknown;
}

/** Plays a source to its end. Throws where it does not end, ends twice, or with an error that has no type of this package. */
export function getEnding(source: Observable<unknown>): Ending {
  const values: unknown[] = [];
  const ends: Ending[] = [];
  source.subscribe({
    next: (value) => {
      if (ends.length > 0) throw new Error('a value came behind the end');
      values.push(value);
    },
    error: (error: unknown) => ends.push({ values, error }),
    complete: () => ends.push({ values }),
  });
  const [end] = ends;
  if (end === undefined || ends.length > 1) throw new Error(`there were ${ends.length} ends`);
  if (end.error !== undefined && !isVeniceError(end.error))
    throw new Error('an error without a type (see `cause`)', { cause: end.error });
  return end;
}
