import type { OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';
import { TextJoiner } from './text-joiner.js';

/**
 * Emits the text of each value, if it has any. Half a character waits for the next text, or for the end.
 *
 * One subscriber instead of those of several operators, since every chunk passes through it.
 */
export function mapToText<T>(read: (value: T) => string): OperatorFunction<T, string> {
  return subscribeWith((subscriber) => new TextReader(subscriber, read));
}

class TextReader<T> extends BaseSubscriber<T> {
  readonly #sink: Subscriber<string>;
  readonly #read: (value: T) => string;
  readonly #joiner = new TextJoiner();

  constructor(sink: Subscriber<string>, read: (value: T) => string) {
    super();
    this.#sink = sink;
    this.#read = read;
    sink.add(this);
  }

  protected override _next(value: T): void {
    let text: string;
    try {
      text = this.#joiner.push(this.#read(value));
    } catch (error) {
      this.error(error);
      return;
    }
    if (text !== '') this.#sink.next(text);
  }

  protected override _error(error: unknown): void {
    this.#flush();
    this.#sink.error(error);
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#flush();
    this.#sink.complete();
    this.unsubscribe();
  }

  #flush(): void {
    const rest = this.#joiner.end();
    if (rest !== '') this.#sink.next(rest);
  }
}
