import { type MonoTypeOperatorFunction, defer, filter } from 'rxjs';
import { followedBy } from './followed-by.js';

/** Emits the last value when the source completes, as `takeLast(1)` does, which would take more room in pages. */
export function lastValue<T>(): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let last: readonly T[] = [];
      return source.pipe(
        filter((value) => {
          last = [value];
          return false;
        }),
        followedBy(defer(() => last)),
      );
    });
}
