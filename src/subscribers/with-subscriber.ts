import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';

/**
 * Arranges something for the subscriber of a source, such as a clock that may fail it, and then has it subscribe itself. What the
 * source emits goes past, and costs nothing here. A source whose subscriber has been failed already is not subscribed to.
 */
export function withSubscriber<T>(setup: (subscriber: Subscriber<T>) => void): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      setup(subscriber);
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
