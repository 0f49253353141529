// How much a spec tries: little by default, so that `npm test` is quick, and everything with `DEEP=1`.

/** Whether the specs run at full size, as in `npm run test:deep`. */
const isDeep = process.env['DEEP'] === '1';

/** Cases of every property: `CASES=1000` tries a thousand. Default: 100, with `DEEP=1` 1000. */
export const caseCount = Number(process.env['CASES'] ?? (isDeep ? 1000 : 100));

/** Cases of a property whose cases are slow: fewer by default, and the same number as of all others otherwise. */
export function slowCaseCount(byDefault: number): number {
  return isDeep || process.env['CASES'] !== undefined ? caseCount : byDefault;
}

/** What random cases follow from; printed by every spec that uses it. `SEED=…` repeats the cases of a run. */
export const seed = Number(process.env['SEED'] ?? Date.now());

/** Options of `fc.assert` and `fc.sample`. */
export const cases = { seed, numRuns: caseCount };

/** The size of something heavy: the first by default, the second with `DEEP=1`. */
export function sized<T>(small: T, full: T): T {
  return isDeep ? full : small;
}
