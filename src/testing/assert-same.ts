import { describeEvents, differenceInWords } from './describe-events.js';
import { describeSubscriptions } from './describe-subscriptions.js';
import { firstDifference } from './first-difference.js';
import { type TestLetters, noLetters } from './test-letters.js';
import { areMarbleEvents, areSubscriptions } from './test-logs.js';

/**
 * Throws an `Error` that describes the first difference, as found by {@link firstDifference}.
 *
 * Made for `new TestScheduler(assertSame)`: it works with any test framework, and draws the recorded and the expected marbles.
 */
export function assertSame(actual: unknown, expected: unknown): void {
  assertSameEvents(actual, expected, () => noLetters);
}

/** Like {@link assertSame}, but draws marbles with the letters of the test. */
export function assertSameEvents(actual: unknown, expected: unknown, readLetters: () => TestLetters): void {
  const difference = firstDifference(actual, expected);
  if (difference === undefined) return;
  throw new Error(
    describeDifference(actual, expected, readLetters)?.join('\n') ?? differenceInWords(difference),
  );
}

function describeDifference(
  actual: unknown,
  expected: unknown,
  readLetters: () => TestLetters,
): readonly string[] | undefined {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return undefined;
  if (areMarbleEvents(actual) && areMarbleEvents(expected))
    return describeEvents(actual, expected, readLetters());
  if (areSubscriptions(actual) && areSubscriptions(expected)) return describeSubscriptions(actual, expected);
  return undefined;
}
