import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';

/** How values change a state. */
export interface StateScan<State, T, Result> {
  readonly initial: State;
  readonly next: (state: State, value: T) => State;
  /** The result of a state. */
  readonly read: (state: State) => Result;
  /** The error to fail with when the source fails in this state. */
  readonly toError: (error: unknown, state: State) => unknown;
}

/**
 * Emits the result of the state after each value.
 *
 * A class instead of RxJS's operators: every chunk passes through it, and the optimized code of an operator's closures is dropped
 * when all of them are collected.
 */
export function scanState<State, T, Result>(scan: StateScan<State, T, Result>): OperatorFunction<T, Result> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(new StateScanner(subscriber, scan));
    });
}

class StateScanner<State, T, Result> extends BaseSubscriber<T> {
  readonly #sink: Subscriber<Result>;
  readonly #scan: StateScan<State, T, Result>;
  #state: State;

  constructor(sink: Subscriber<Result>, scan: StateScan<State, T, Result>) {
    super();
    this.#sink = sink;
    this.#scan = scan;
    this.#state = scan.initial;
    sink.add(this);
  }

  protected override _next(value: T): void {
    let result: Result;
    try {
      this.#state = this.#scan.next(this.#state, value);
      result = this.#scan.read(this.#state);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#sink.next(result);
  }

  protected override _error(error: unknown): void {
    this.#sink.error(this.#scan.toError(error, this.#state));
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#sink.complete();
    this.unsubscribe();
  }
}
