import { type MonoTypeOperatorFunction, ReplaySubject, defer } from 'rxjs';

/** Runs a source to its end, even if its subscriber leaves: the rest of its work must be done. */
export function detached<T>(): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const result = new ReplaySubject<T>(Infinity);
      source.subscribe(result);
      return result;
    });
}
