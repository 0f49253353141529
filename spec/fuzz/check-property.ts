import * as fc from 'fast-check';
import { assertPrototypesAreClean } from './prototypes.js';
import { caseCount, cases, seed } from '../support/cases.js';

const summaries: string[] = [];

afterAll(() => process.stdout.write(`${summaries.join(', ')}; SEED=${seed}\n`));

/**
 * Checks a property with `caseCount` random cases. The environment variable `CASES` sets their number, and `SEED` repeats the cases of an
 * earlier run. After each case, checks that it has not changed a built-in prototype.
 */
export function checkProperty<T>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  property: (input: T) => void,
): void {
  summaries.push(`${name}: ${caseCount} cases`);
  fc.assert(
    fc.property(arbitrary, (input) => {
      property(input);
      assertPrototypesAreClean();
    }),
    cases,
  );
}
