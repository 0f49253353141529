import { Observable, type Subscriber } from 'rxjs';
import { iterate } from '../operators/internal/iterate.js';

/** An Observable that `for await` can read too. Its operators return plain Observables. */
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

  /**
   * Sends the request at the first `next()`. While the loop has not read all values that have arrived, nothing is read from the server.
   * Leaving the loop closes the connection.
   */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return iterate(this.#withGate);
  }
}
