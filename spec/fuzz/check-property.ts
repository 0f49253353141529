import * as fc from 'fast-check';
import { assertPrototypesAreClean } from './prototypes.js';
import { caseCount, cases, seed } from '../support/cases.js';

const summaries: string[] = [];

afterAll(() => process.stdout.write(`${summaries.join(', ')}; SEED=${seed}\n`));

/**
 * Checks a property with `caseCount` random cases; `CASES` and `SEED` change their number and repeat them. After every case, checks
 * that the case has not changed a prototype of JavaScript.
 */
export function checkProperty<T>(name: string, arbitrary: fc.Arbitrary<T>, property: (one: T) => void): void {
  summaries.push(`${name}: ${caseCount} cases`);
  fc.assert(
    fc.property(arbitrary, (one) => {
      property(one);
      assertPrototypesAreClean();
    }),
    cases,
  );
}
