import { type Observable, catchError, lastValueFrom, map, of, toArray } from 'rxjs';
import { VeniceError } from 'venice-rx';

/** The values of an Observable, and its error if it failed. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error?: VeniceError;
}

/** Collects the values of an Observable. Throws its error if it is not a `VeniceError`. */
export async function getOutcome<T>(source: Observable<T>): Promise<Outcome<T>> {
  const values: T[] = [];
  const error = await lastValueFrom(
    source.pipe(
      map((value) => {
        values.push(value);
      }),
      toArray(),
      map(() => undefined),
      catchError((failure: unknown) => of(failure)),
    ),
  );
  if (error === undefined) return { values };
  if (error instanceof VeniceError) return { values, error };
  throw error instanceof Error ? error : new Error('the Observable failed with a value that is not an Error');
}
