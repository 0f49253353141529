import type { OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';

/** RxJS's `map`, without the subscriber of operators that `map` brings into a small bundle. */
export function mapValues<T, R>(project: (value: T) => R): OperatorFunction<T, R> {
  return subscribeWith((subscriber) => new MapSubscriber(project, subscriber));
}

class MapSubscriber<T, R> extends BaseSubscriber<T> {
  readonly #project: (value: T) => R;
  readonly #sink: Subscriber<R>;

  constructor(project: (value: T) => R, sink: Subscriber<R>) {
    super(sink as Subscriber<unknown>);
    this.#project = project;
    this.#sink = sink;
  }

  protected override _next(value: T): void {
    let result: R;
    try {
      result = this.#project(value);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#sink.next(result);
  }
}
