import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';

/**
 * Calls `setup(subscriber)`, for example to attach a timeout, and then subscribes to the source with the same subscriber, which
 * costs nothing per value. Does not subscribe to the source if `setup` has closed the subscriber.
 */
export function withSubscriber<T>(setup: (subscriber: Subscriber<T>) => void): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      setup(subscriber);
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
