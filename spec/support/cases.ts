// The size of specs: small by default, so that `npm test` is fast, and full with `DEEP=1`.

/** Whether the specs run at full size, as in `npm run test:deep`. */
const isDeep = process.env['DEEP'] === '1';

/** Number of random cases of a property: `CASES`, or 100 by default, or 1000 with `DEEP=1`. */
export const caseCount = Number(process.env['CASES'] ?? (isDeep ? 1000 : 100));

/** Number of cases of a slow property: `byDefault`, but `caseCount` if `CASES` or `DEEP=1` is set. */
export function slowCaseCount(byDefault: number): number {
  return isDeep || process.env['CASES'] !== undefined ? caseCount : byDefault;
}

/** The seed of all random cases. Every spec that uses it prints it; `SEED=…` repeats the cases of a run. */
export const seed = Number(process.env['SEED'] ?? Date.now());

/** Options of `fc.assert` and `fc.sample`. */
export const cases = { seed, numRuns: caseCount };

/** Returns `small` by default, and `full` with `DEEP=1`. */
export function sized<T>(small: T, full: T): T {
  return isDeep ? full : small;
}
