import { type MonoTypeOperatorFunction, defer, filter } from 'rxjs';
import { followedBy } from './followed-by.js';

/** Emits the last value when the source completes, like `takeLast(1)`, but with a smaller bundle size. */
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
