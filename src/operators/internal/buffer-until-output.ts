import {
  EMPTY,
  type MonoTypeOperatorFunction,
  type ObservableInput,
  concatMap,
  defer,
  identity,
  of,
} from 'rxjs';
import { valueHasOutput } from '../../reducer/value-has-output.js';
import { followedBy } from './followed-by.js';

/** When this number of values is buffered, they are released without output. */
const maxBuffered = 1024;

/**
 * Buffers values until the first output, and then releases all of them at once. When the source fails before that, the buffer is
 * dropped.
 *
 *     source  --role--Hel--------lo--|
 *     result  --------(role Hel)-lo--|
 *
 * `onOutput` is called before the release. When the source completes without output, `onEmpty` is called with the buffered values, and
 * its result is emitted, by default the buffered values.
 */
export function bufferUntilOutput<T>(
  onOutput: () => void,
  onEmpty: (held: readonly T[]) => ObservableInput<T> = identity,
): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let held: T[] | undefined = [];
      const release = (): readonly T[] => {
        const all = held ?? [];
        held = undefined;
        return all;
      };
      return source.pipe(
        // With `mergeMap`, a value that the subscriber triggers during the release would be emitted in the middle of it.
        concatMap((value) => {
          if (held === undefined) return of(value);
          held.push(value);
          if (!valueHasOutput(value) && held.length < maxBuffered) return EMPTY;
          onOutput();
          return release();
        }),
        followedBy(defer(() => (held === undefined ? EMPTY : onEmpty(release())))),
      );
    });
}
