import { filter, firstValueFrom, interval, map, startWith, timeout } from 'rxjs';
import { patience } from '../patience.js';

/** Resolves when `read` returns this; where it does not in time, fails and says what it returns instead. */
export async function eventually<T>(read: () => T, expected: T): Promise<void> {
  const values = interval(20).pipe(startWith(0), map(read));
  const isThere = (value: T): boolean => JSON.stringify(value) === JSON.stringify(expected);
  const found = values.pipe(filter(isThere), timeout({ first: patience, with: () => values }));
  expect(await firstValueFrom(found)).toEqual(expected);
}
