import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';

/** A reducer, and the conversions of its state. */
export interface StateScan<State, T, Result> {
  readonly initial: State;
  readonly next: (state: State, value: T) => State;
  /** Returns the value to emit in this state. */
  readonly read: (state: State) => Result;
  /** Returns the error to emit when the source fails in this state. */
  readonly toError: (error: unknown, state: State) => unknown;
}

/**
 * Emits the result of `read` after each value.
 *
 * A class instead of RxJS's operators, since every chunk passes through it: V8 discards the optimized code of an operator's
 * closures when a garbage collection removes all of them.
 */
export function scanState<State, T, Result>(scan: StateScan<State, T, Result>): OperatorFunction<T, Result> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(new StateScanner(subscriber, scan));
    });
}

class StateScanner<State, T, Result> extends BaseSubscriber<T> {
  readonly #subscriber: Subscriber<Result>;
  readonly #scan: StateScan<State, T, Result>;
  #state: State;

  constructor(subscriber: Subscriber<Result>, scan: StateScan<State, T, Result>) {
    super();
    this.#subscriber = subscriber;
    this.#scan = scan;
    this.#state = scan.initial;
    subscriber.add(this);
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
    this.#subscriber.next(result);
  }

  protected override _error(error: unknown): void {
    this.#subscriber.error(this.#scan.toError(error, this.#state));
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#subscriber.complete();
    this.unsubscribe();
  }
}
