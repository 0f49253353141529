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

/** Maximum number of chunks to buffer before they are released without output. */
const maxPreamble = 1024;

/**
 * Buffers values until the first output, and releases them with it, or with the end of an empty answer. When the source
 * fails earlier, the buffer is dropped.
 *
 *     source  --role--Hel--------lo--|
 *     result  --------(role Hel)-lo--|
 *
 * `onOutput` is called before the release, except at the end of an empty answer, which `onEmpty` may replace.
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
        // Not mergeMap: a value that the subscriber causes during a release comes after it.
        concatMap((value) => {
          if (held === undefined) return of(value);
          held.push(value);
          if (!valueHasOutput(value) && held.length < maxPreamble) return EMPTY;
          onOutput();
          return release();
        }),
        followedBy(defer(() => (held === undefined ? EMPTY : onEmpty(release())))),
      );
    });
}
