import type { OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';
import { TextJoiner } from './text-joiner.js';

/**
 * Emits the text of each value, if it is not empty. If the text ends with the first half of a surrogate pair, this half waits for the
 * next text, or for the end.
 *
 * A single subscriber instead of several operators, since every chunk passes through it.
 */
export function mapToText<T>(read: (value: T) => string): OperatorFunction<T, string> {
  return subscribeWith((subscriber) => new TextSubscriber(subscriber, read));
}

class TextSubscriber<T> extends BaseSubscriber<T> {
  readonly #subscriber: Subscriber<string>;
  readonly #read: (value: T) => string;
  readonly #joiner = new TextJoiner();

  constructor(subscriber: Subscriber<string>, read: (value: T) => string) {
    super();
    this.#subscriber = subscriber;
    this.#read = read;
    subscriber.add(this);
  }

  protected override _next(value: T): void {
    let text: string;
    try {
      text = this.#joiner.push(this.#read(value));
    } catch (error) {
      this.error(error);
      return;
    }
    if (text !== '') this.#subscriber.next(text);
  }

  protected override _error(error: unknown): void {
    this.#flush();
    this.#subscriber.error(error);
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#flush();
    this.#subscriber.complete();
    this.unsubscribe();
  }

  #flush(): void {
    const rest = this.#joiner.end();
    if (rest !== '') this.#subscriber.next(rest);
  }
}
