import * as fc from 'fast-check';
import { assertPrototypesAreClean } from './prototypes.js';
import { caseCount, cases, seed } from '../support/cases.js';

const announced: string[] = [];

afterAll(() => process.stdout.write(`${announced.join(', ')}; SEED=${seed}\n`));

/**
 * Holds a property against `runs` cases, or as many as the environment variable `RUNS` says; `SEED` repeats them. After every
 * case the prototypes of all objects are as they were.
 */
export function campaign<T>(name: string, arbitrary: fc.Arbitrary<T>, property: (one: T) => void): void {
  announced.push(`${name}: ${caseCount} cases`);
  fc.assert(
    fc.property(arbitrary, (one) => {
      property(one);
      assertPrototypesAreClean();
    }),
    cases,
  );
}
