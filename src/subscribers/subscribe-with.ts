import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';

/** Creates an operator: `create` receives the subscriber of the result, and returns the subscriber of the source. */
export function subscribeWith<T, R>(
  create: (subscriber: Subscriber<R>) => Subscriber<T>,
): OperatorFunction<T, R> {
  return (source) => new Observable((subscriber) => source.subscribe(create(subscriber)));
}
