import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { BaseSubscriber } from './base-subscriber.js';
import { subscribeWith } from './subscribe-with.js';

/** RxJS's `switchMap` for a source of one value and a projection to Observables; see `deferObservable` for the reason. */
export function switchTo<T, R>(project: (value: T) => Observable<R>): OperatorFunction<T, R> {
  return subscribeWith((subscriber) => new OuterSubscriber(project, subscriber));
}

class OuterSubscriber<T, R> extends BaseSubscriber<T> {
  readonly #project: (value: T) => Observable<R>;
  readonly #sink: Subscriber<R>;

  constructor(project: (value: T) => Observable<R>, sink: Subscriber<R>) {
    super();
    this.#project = project;
    this.#sink = sink;
    sink.add(this);
  }

  protected override _next(value: T): void {
    try {
      this.#project(value).subscribe(this.#sink);
    } catch (error) {
      this.#sink.error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.#sink.error(error);
  }

  /** The result completes with the projected Observable. */
  protected override _complete(): void {
    this.unsubscribe();
  }
}
