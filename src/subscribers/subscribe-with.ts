import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';

/** Subscribes to the source with the subscriber that `create` returns for a subscriber of the result. */
export function subscribeWith<T, R>(
  create: (subscriber: Subscriber<R>) => Subscriber<T>,
): OperatorFunction<T, R> {
  return (source) => new Observable((subscriber) => source.subscribe(create(subscriber)));
}
