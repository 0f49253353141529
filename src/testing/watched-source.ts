import { Observable, Subscription, map, takeWhile } from 'rxjs';
import { withSubscriber } from '../subscribers/with-subscriber.js';

/** The subscriptions of one `expectObservable`: to its source, to the Observable of `toEqual`, and to emitted Observables. */
export class WatchedSource {
  readonly #countValue: () => boolean;
  readonly #now: () => number;
  readonly #subscriptions = new Subscription();
  #openSubscriptions = 0;
  /** Whether the source has been unsubscribed because of too many values; then it counts as open. */
  #isCutOff = false;
  #valueCount = 0;
  #lastAt = -1;

  /** `countValue` is called for each value. If it returns false, the source is unsubscribed. */
  constructor(countValue: () => boolean, now: () => number) {
    this.#countValue = countValue;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#openSubscriptions > 0 || this.#isCutOff;
  }

  /** Time of the last value, in milliseconds; -1 before the first one. */
  get lastAt(): number {
    return this.#lastAt;
  }

  watch<T>(source: Observable<T>): Observable<T> {
    return source.pipe(
      takeWhile(() => this.#receive()),
      // A TestScheduler also subscribes to values that are Observables.
      map((value) => (value instanceof Observable ? (this.watch(value) as T) : value)),
      withSubscriber((subscriber) => {
        this.#openSubscriptions += 1;
        subscriber.add(() => {
          this.#openSubscriptions -= 1;
        });
        this.#subscriptions.add(subscriber);
      }),
    );
  }

  unsubscribe(): void {
    this.#subscriptions.unsubscribe();
  }

  describe(): string {
    if (this.#valueCount === 0) return 'It has emitted no value.';
    if (this.#valueCount === 1) return `It has emitted one value, at ${this.#lastAt} ms.`;
    return `It has emitted ${this.#valueCount} values, the last one at ${this.#lastAt} ms.`;
  }

  #receive(): boolean {
    this.#valueCount += 1;
    this.#lastAt = this.#now();
    this.#isCutOff ||= !this.#countValue();
    return !this.#isCutOff;
  }
}
