import type { Observable } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import type { BoundedScheduler } from './bounded-scheduler.js';
import { captureCallSite, withCallSite } from './call-site.js';
import { type TestLetters, readLetters } from './test-letters.js';
import { WatchedSource } from './watched-source.js';

/** An expectation of a marble test. The scheduler checks it when virtual time has run. */
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
  readonly #unchecked: Expectation[] = [];
  /** The argument `values` of each source. */
  readonly #values: unknown[] = [];

  constructor(scheduler: () => BoundedScheduler) {
    this.#scheduler = scheduler;
  }

  /** Wraps the helpers to record call sites and letters. */
  wrap<Helpers extends RunHelpers>(helpers: Helpers): Helpers {
    const { cold, hot, expectObservable, expectSubscriptions } = helpers;
    const wrappedExpectObservable: RunHelpers['expectObservable'] = (observable, marbles) =>
      this.#observe(expectObservable, observable, marbles, wrappedExpectObservable);
    const wrappedExpectSubscriptions: RunHelpers['expectSubscriptions'] = (...args) =>
      this.#add({ callSite: captureCallSite(wrappedExpectSubscriptions) }, expectSubscriptions(...args));
    return {
      ...helpers,
      cold: this.withLetters(cold),
      hot: this.withLetters(hot),
      expectObservable: wrappedExpectObservable,
      expectSubscriptions: wrappedExpectSubscriptions,
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

  /** Runs `assert` for the next expectation: a TestScheduler checks expectations in the order in which the test has made them. */
  check(assert: (getLetters: () => TestLetters) => void): void {
    const next = this.#unchecked.findIndex(({ args }) => args !== undefined);
    const [expectation] = this.#unchecked.splice(next, next === -1 ? 0 : 1);
    try {
      assert(() => readLetters(expectation?.args ?? [], this.#values));
    } catch (error) {
      throw expectation === undefined ? error : withCallSite(expectation.callSite, error);
    }
  }

  /** Throws if an expectation has no `toBe` or `toEqual`. */
  verify(): void {
    const [incomplete] = this.#unchecked;
    if (incomplete !== undefined)
      throw withCallSite(incomplete.callSite, new Error('toBe or toEqual is missing here'));
  }

  /** Throws an error with the call site of an expectation whose source has not ended; of several, that of the source that has emitted last. */
  failEndless(reason: string): never {
    let endless: (Expectation & { readonly source: WatchedSource }) | undefined;
    for (const { source, callSite } of this.#unchecked) {
      if (source?.isOpen === true && (endless === undefined || source.lastAt > endless.source.lastAt))
        endless = { source, callSite };
    }
    if (endless === undefined) {
      throw new Error(
        `timers were still due ${reason}: a subscription of the test has no end; unsubscribe from it`,
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
    // RxJS unsubscribes only from the Observable of `toEqual`, and not from the source: ReactiveX/rxjs#7399.
    if (unsubscribedFrame !== Infinity) {
      scheduler.schedule(() => {
        source.unsubscribe();
      }, unsubscribedFrame);
    }
    const toEqual = (other: Observable<T>): void => {
      expectation.toEqual(source.watch(other));
    };
    return this.#add({ callSite: captureCallSite(caller), source }, { ...expectation, toEqual });
  }

  /** Adds an expectation, and wraps its methods `toBe` and `toEqual` to record their arguments. */
  #add<Result extends object>(expectation: Expectation, result: Result): Result {
    this.#unchecked.push(expectation);
    const methods = Object.entries(result).map(([name, method]) => [
      name,
      (...args: unknown[]): unknown => {
        expectation.args = args;
        return (method as (...args: unknown[]) => unknown).apply(result, args);
      },
    ]);
    return Object.fromEntries(methods) as Result;
  }
}
