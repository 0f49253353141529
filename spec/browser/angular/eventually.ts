import { filter, firstValueFrom, map, of, startWith, timeout } from 'rxjs';
import { serverChanges } from '../../mock-server/until.js';
import { maxWait } from '../max-wait.js';

/**
 * Waits until `read`, which reads the state of a mock server of this process, returns the expected value. Fails with the last value if
 * that takes too long.
 */
export async function eventually<T>(read: () => T, expected: T): Promise<void> {
  const values = serverChanges.pipe(startWith(undefined), map(read));
  const isExpected = (value: T): boolean => JSON.stringify(value) === JSON.stringify(expected);
  const result = values.pipe(filter(isExpected), timeout({ first: maxWait, with: () => of(read()) }));
  expect(await firstValueFrom(result)).toEqual(expected);
}
