import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';

/** RxJS's `switchMap` for a source with exactly one value, and a projection to Observables, in less code (see `deferObservable`). */
export function switchTo<T, R>(project: (value: T) => Observable<R>): OperatorFunction<T, R> {
  return subscribeWith((subscriber) => new OuterSubscriber(project, subscriber));
}

class OuterSubscriber<T, R> extends BaseSubscriber<T> {
  readonly #project: (value: T) => Observable<R>;
  readonly #subscriber: Subscriber<R>;

  constructor(project: (value: T) => Observable<R>, subscriber: Subscriber<R>) {
    super();
    this.#project = project;
    this.#subscriber = subscriber;
    subscriber.add(this);
  }

  protected override _next(value: T): void {
    try {
      this.#project(value).subscribe(this.#subscriber);
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.#subscriber.error(error);
  }

  /** The result completes later, with the projected Observable. */
  protected override _complete(): void {
    this.unsubscribe();
  }
}
