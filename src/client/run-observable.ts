import { Observable, type Subscriber } from 'rxjs';
import { iterate } from '../operators/internal/iterate.js';

/** Implements `IterableObservable`. */
// eslint-disable-next-line rxjs-x/no-subclass -- one class is cheaper than a method for each run
export class RunObservable<T> extends Observable<T> implements AsyncIterable<T> {
  readonly #withGate: (gate: Observable<boolean>) => Observable<T>;

  /** @internal */
  constructor(
    subscribe: (subscriber: Subscriber<T>) => void,
    withGate: (gate: Observable<boolean>) => Observable<T>,
  ) {
    super(subscribe);
    this.#withGate = withGate;
  }

  /** Subscribes at the first `next()`. Leaving the loop unsubscribes. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return iterate(this.#withGate);
  }
}
