import { type Observable, Subject } from 'rxjs';
import { captureContext } from '#capture-context';
import { currentFirst } from '../../http/current-first.js';

/**
 * Replays the last value, and gives all values to every subscriber in one order, also those that a subscriber brings about
 * while it is told of another. After its end it still replays the last one.
 */
export class InTurn<T> {
  readonly values: Observable<T>;
  readonly #subject = new Subject<T>();
  #last: T;
  readonly #waiting: (() => void)[] = [];
  #isTelling = false;

  constructor(first: T) {
    this.#last = first;
    this.values = currentFirst(this.#subject, () => this.#last);
  }

  next(value: T): void {
    this.#tell(() => {
      this.#last = value;
      this.#subject.next(value);
    });
  }

  complete(): void {
    this.#tell(() => {
      this.#subject.complete();
    });
  }

  #tell(news: () => void): void {
    if (this.#isTelling) {
      const context = captureContext();
      this.#waiting.push(() => context.run(news));
      return;
    }
    this.#waiting.push(news);
    this.#isTelling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    this.#isTelling = false;
  }
}
