import { Observable, Subscription, map, takeWhile } from 'rxjs';
import { withSubscriber } from '../subscribers/with-subscriber.js';

/** The subscriptions of one `expectObservable`: to its source, to the Observable of `toEqual`, and to emitted Observables. */
export class WatchedSource {
  readonly #count: () => boolean;
  readonly #now: () => number;
  readonly #subscriptions = new Subscription();
  #running = 0;
  #isCutOff = false;
  #values = 0;
  #lastAt = -1;

  /** `count` is called for each value, and cuts the source off by returning false. */
  constructor(count: () => boolean, now: () => number) {
    this.#count = count;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#running > 0 || this.#isCutOff;
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
        this.#running += 1;
        subscriber.add(() => {
          this.#running -= 1;
        });
        this.#subscriptions.add(subscriber);
      }),
    );
  }

  unsubscribe(): void {
    this.#subscriptions.unsubscribe();
  }

  describe(): string {
    if (this.#values === 0) return 'It has emitted no value.';
    if (this.#values === 1) return `It has emitted one value, at ${this.#lastAt} ms.`;
    return `It has emitted ${this.#values} values, the last one at ${this.#lastAt} ms.`;
  }

  #receive(): boolean {
    this.#values += 1;
    this.#lastAt = this.#now();
    this.#isCutOff ||= !this.#count();
    return !this.#isCutOff;
  }
}
