import { Observable, type Subscriber } from 'rxjs';

/** A hot source of values. RxJS's `Subject`, which is also an observer, would enlarge the bundle of a browser app. */
export class Broadcast<T> {
  readonly #subscribers = new Set<Subscriber<T>>();
  #isComplete = false;

  /** Emits the values that are sent after the subscription. */
  readonly values = new Observable<T>((subscriber) => {
    if (this.#isComplete) {
      subscriber.complete();
      return;
    }
    this.#subscribers.add(subscriber);
    subscriber.add(() => this.#subscribers.delete(subscriber));
  });

  /** Whether there are subscribers. */
  get observed(): boolean {
    return this.#subscribers.size > 0;
  }

  next(value: T): void {
    for (const subscriber of [...this.#subscribers]) subscriber.next(value);
  }

  complete(): void {
    this.#isComplete = true;
    for (const subscriber of [...this.#subscribers]) subscriber.complete();
  }
}
