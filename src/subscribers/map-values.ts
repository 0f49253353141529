import type { OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';

/** RxJS's `map`, without the code that `map` would add to the bundle of a browser app. */
export function mapValues<T, R>(project: (value: T) => R): OperatorFunction<T, R> {
  return subscribeWith((subscriber) => new MapSubscriber(project, subscriber));
}

class MapSubscriber<T, R> extends BaseSubscriber<T> {
  readonly #project: (value: T) => R;
  readonly #subscriber: Subscriber<R>;

  constructor(project: (value: T) => R, subscriber: Subscriber<R>) {
    super(subscriber as Subscriber<unknown>);
    this.#project = project;
    this.#subscriber = subscriber;
  }

  protected override _next(value: T): void {
    let result: R;
    try {
      result = this.#project(value);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#subscriber.next(result);
  }
}
