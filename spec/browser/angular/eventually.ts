import { filter, firstValueFrom, map, of, startWith, timeout } from 'rxjs';
import { serverChanges } from '../../mock-server/until.js';
import { maxWait } from '../max-wait.js';

/**
 * Resolves when `read` returns this of a server of this process; where it does not in time, fails and says what it returns
 * instead.
 */
export async function eventually<T>(read: () => T, expected: T): Promise<void> {
  const values = serverChanges.pipe(startWith(undefined), map(read));
  const isThere = (value: T): boolean => JSON.stringify(value) === JSON.stringify(expected);
  const found = values.pipe(filter(isThere), timeout({ first: maxWait, with: () => of(read()) }));
  expect(await firstValueFrom(found)).toEqual(expected);
}
