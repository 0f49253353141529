import { type MonoTypeOperatorFunction, ReplaySubject, defer } from 'rxjs';

/** Keeps the source subscribed until it ends, even if the subscriber unsubscribes: the work of the source must be finished. */
export function detached<T>(): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const result = new ReplaySubject<T>(Infinity);
      source.subscribe(result);
      return result;
    });
}
