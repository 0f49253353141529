import type { RunHelpers } from 'rxjs/testing';

/** An expectation of a marble test, which is checked when the test has been played. */
interface Expectation {
  /** Its stack is that of the line that expects. */
  readonly place: Error;
  isReady: boolean;
}

/** Remembers where a test expects what, so that a failure names the line that is not met. */
export class Expectations {
  private readonly waiting: Expectation[] = [];

  /** The helpers that expect, and remember from where they were called. */
  of({
    expectObservable,
    expectSubscriptions,
  }: RunHelpers): Pick<RunHelpers, 'expectObservable' | 'expectSubscriptions'> {
    const observing: RunHelpers['expectObservable'] = (...args) =>
      this.remember(expectObservable(...args), observing);
    const counting: RunHelpers['expectSubscriptions'] = (...args) =>
      this.remember(expectSubscriptions(...args), counting);
    return { expectObservable: observing, expectSubscriptions: counting };
  }

  /** Checks the next expectation. A TestScheduler checks them in the order in which they were written. */
  check(assert: () => void): void {
    const next = this.waiting.findIndex(({ isReady }) => isReady);
    const [expectation] = this.waiting.splice(next, next === -1 ? 0 : 1);
    try {
      assert();
    } catch (error) {
      throw expectation === undefined ? error : standingAt(expectation.place, error);
    }
  }

  /** Throws when one of them expects nothing. */
  verify(): void {
    const [unready] = this.waiting;
    if (unready !== undefined) throw standingAt(unready.place, new Error('toBe or toEqual is missing here'));
  }

  private remember<Result extends object>(result: Result, caller: object): Result {
    const expectation: Expectation = { place: placeOutside(caller), isReady: false };
    this.waiting.push(expectation);
    const ready = Object.entries(result).map(([name, expect]) => [
      name,
      (...args: unknown[]): unknown => {
        expectation.isReady = true;
        return (expect as (...args: unknown[]) => unknown).apply(result, args);
      },
    ]);
    return Object.fromEntries(ready) as Result;
  }
}

/** An error whose stack, where the runtime can do that, begins at the caller of a function. */
function placeOutside(caller: object): Error {
  const place = new Error();
  const { captureStackTrace } = Error as { captureStackTrace?: (error: Error, above: object) => void };
  captureStackTrace?.(place, caller);
  return place;
}

function standingAt(place: Error, error: unknown): unknown {
  if (!(error instanceof Error) || place.stack === undefined) return error;
  const frames = place.stack.split('\n').filter((line) => /^\s+at |@/.test(line));
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}
