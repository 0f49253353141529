import { type Observable, Subject } from 'rxjs';
import { captureContext } from '#capture-context';
import { currentFirst } from '../subscribers/current-first.js';

/**
 * Replays the last value, also after completion, and emits all values to every subscriber in the same order, even if a subscriber calls
 * `next` during an emission.
 */
export class ReentrantReplaySubject<T> {
  readonly values: Observable<T>;
  readonly #subject = new Subject<T>();
  #last: T;
  readonly #notifications: (() => void)[] = [];
  #isDelivering = false;

  constructor(first: T) {
    this.#last = first;
    this.values = currentFirst(this.#subject, () => this.#last);
  }

  next(value: T): void {
    this.#deliver(() => {
      this.#last = value;
      this.#subject.next(value);
    });
  }

  complete(): void {
    this.#deliver(() => {
      this.#subject.complete();
    });
  }

  #deliver(notify: () => void): void {
    if (this.#isDelivering) {
      const context = captureContext();
      this.#notifications.push(() => context.run(notify));
      return;
    }
    this.#notifications.push(notify);
    this.#isDelivering = true;
    for (let next = this.#notifications.shift(); next !== undefined; next = this.#notifications.shift())
      next();
    this.#isDelivering = false;
  }
}
