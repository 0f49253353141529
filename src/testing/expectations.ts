import type { RunHelpers } from 'rxjs/testing';

/** An expectation of a marble test, checked after the test has been played. */
interface Expectation {
  /** Its stack starts at the line of the expectation. */
  readonly place: Error;
  isReady: boolean;
}

/** Records the call site of each expectation, so that a failure points to the unmet line. */
export class Expectations {
  readonly #waiting: Expectation[] = [];

  /** Wraps the expectation helpers to record their call sites. */
  of({
    expectObservable,
    expectSubscriptions,
  }: RunHelpers): Pick<RunHelpers, 'expectObservable' | 'expectSubscriptions'> {
    const observing: RunHelpers['expectObservable'] = (...args) =>
      this.#remember(expectObservable(...args), observing);
    const counting: RunHelpers['expectSubscriptions'] = (...args) =>
      this.#remember(expectSubscriptions(...args), counting);
    return { expectObservable: observing, expectSubscriptions: counting };
  }

  /** Checks the next expectation. A TestScheduler checks them in source order. */
  check(assert: () => void): void {
    const next = this.#waiting.findIndex(({ isReady }) => isReady);
    const [expectation] = this.#waiting.splice(next, next === -1 ? 0 : 1);
    try {
      assert();
    } catch (error) {
      throw expectation === undefined ? error : standingAt(expectation.place, error);
    }
  }

  /** Throws if an expectation has no `toBe` or `toEqual`. */
  verify(): void {
    const [unready] = this.#waiting;
    if (unready !== undefined) throw standingAt(unready.place, new Error('toBe or toEqual is missing here'));
  }

  #remember<Result extends object>(result: Result, caller: object): Result {
    const expectation: Expectation = { place: placeOutside(caller), isReady: false };
    this.#waiting.push(expectation);
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

/** Creates an error with a stack that starts at the caller of a function, if the runtime supports that. */
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
