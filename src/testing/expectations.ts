import type { Observable } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import type { BoundedScheduler } from './bounded-scheduler.js';
import { captureCallSite, withCallSite } from './call-site.js';
import { type TestLetters, readLetters } from './test-letters.js';
import { WatchedSource } from './watched-source.js';

/** An expectation of a marble test, checked after the test has been played. */
interface Expectation {
  /** An error whose stack starts at the line of the expectation. */
  readonly callSite: Error;
  readonly source?: WatchedSource;
  /** Arguments of `toBe` or `toEqual`, once it has been called. */
  args?: readonly unknown[];
}

/** Records the call site of each expectation, so that the error of an unmet expectation has the stack of its line. */
export class Expectations {
  readonly #scheduler: () => BoundedScheduler;
  readonly #waiting: Expectation[] = [];
  /** The values of the sources, by their letters. */
  readonly #values: unknown[] = [];

  constructor(scheduler: () => BoundedScheduler) {
    this.#scheduler = scheduler;
  }

  /** Wraps the helpers to record call sites and letters. */
  wrap<Helpers extends RunHelpers>(helpers: Helpers): Helpers {
    const { cold, hot, expectObservable, expectSubscriptions } = helpers;
    const observing: RunHelpers['expectObservable'] = (observable, marbles) =>
      this.#observe(expectObservable, observable, marbles, observing);
    const counting: RunHelpers['expectSubscriptions'] = (...args) =>
      this.#remember({ callSite: captureCallSite(counting) }, expectSubscriptions(...args));
    return {
      ...helpers,
      cold: this.withLetters(cold),
      hot: this.withLetters(hot),
      expectObservable: observing,
      expectSubscriptions: counting,
    };
  }

  /** Wraps a function with the arguments `marbles` and `values`, and records the values. */
  withLetters<Args extends readonly [marbles: string, values?: unknown, ...rest: unknown[]], Source>(
    create: (...args: Args) => Source,
  ): (...args: Args) => Source {
    return (...args) => {
      this.#values.push(args[1]);
      return create(...args);
    };
  }

  /** Checks the next expectation. A TestScheduler checks them in source order. */
  check(assert: (getLetters: () => TestLetters) => void): void {
    const next = this.#waiting.findIndex(({ args }) => args !== undefined);
    const [expectation] = this.#waiting.splice(next, next === -1 ? 0 : 1);
    try {
      assert(() => readLetters(expectation?.args ?? [], this.#values));
    } catch (error) {
      throw expectation === undefined ? error : withCallSite(expectation.callSite, error);
    }
  }

  /** Throws if an expectation has no `toBe` or `toEqual`. */
  verify(): void {
    const [incomplete] = this.#waiting;
    if (incomplete !== undefined)
      throw withCallSite(incomplete.callSite, new Error('toBe or toEqual is missing here'));
  }

  /** Throws an error with the call site of the expectation whose source is still open, and has emitted last. */
  failEndless(reason: string): never {
    let endless: (Expectation & { readonly source: WatchedSource }) | undefined;
    for (const { source, callSite } of this.#waiting) {
      if (source?.isOpen === true && source.lastAt > (endless?.source.lastAt ?? -2))
        endless = { source, callSite };
    }
    if (endless === undefined) {
      throw new Error(
        `timers were due ${reason}: a subscription of the test has no end; unsubscribe from it`,
      );
    }
    const advice = "If the source has no end, unsubscribe from it: expectObservable(source, '^ 10s !').";
    throw withCallSite(
      endless.callSite,
      new Error(`the source had not ended ${reason}. ${endless.source.describe()} ${advice}`),
    );
  }

  #observe<T>(
    expectObservable: RunHelpers['expectObservable'],
    observable: Observable<T>,
    marbles: string | null | undefined,
    caller: object,
  ): ReturnType<typeof TestScheduler.prototype.expectObservable<T>> {
    const scheduler = this.#scheduler();
    const source = new WatchedSource(
      () => scheduler.count(),
      () => scheduler.frame,
    );
    const expectation = expectObservable(source.watch(observable), marbles);
    const { unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(marbles ?? null, true);
    // `toEqual` makes RxJS unsubscribe from the other source only: ReactiveX/rxjs#7399.
    if (unsubscribedFrame !== Infinity) {
      scheduler.schedule(() => {
        source.unsubscribe();
      }, unsubscribedFrame);
    }
    const toEqual = (other: Observable<T>): void => {
      expectation.toEqual(source.watch(other));
    };
    return this.#remember({ callSite: captureCallSite(caller), source }, { ...expectation, toEqual });
  }

  #remember<Result extends object>(expectation: Expectation, result: Result): Result {
    this.#waiting.push(expectation);
    const ready = Object.entries(result).map(([name, expect]) => [
      name,
      (...args: unknown[]): unknown => {
        expectation.args = args;
        return (expect as (...args: unknown[]) => unknown).apply(result, args);
      },
    ]);
    return Object.fromEntries(ready) as Result;
  }
}
