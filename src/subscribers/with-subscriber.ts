import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';

/**
 * Runs `setup(subscriber)` before subscribing it to the source, e.g. to attach a timeout. Adds no per-value cost. Does not
 * subscribe to the source if the setup has failed the subscriber.
 */
export function withSubscriber<T>(setup: (subscriber: Subscriber<T>) => void): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      setup(subscriber);
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
