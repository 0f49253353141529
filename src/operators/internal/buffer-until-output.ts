import { EMPTY, type MonoTypeOperatorFunction, defer, mergeMap, of } from 'rxjs';
import { valueHasOutput } from '../../reducer/value-has-output.js';
import { followedBy } from './followed-by.js';

/** A server that sends more than this before its answer begins is not waited for any longer. */
const maxPreamble = 1024;

/**
 * Holds back what comes before the answer begins, and releases it with the first part of the answer, or with the end of
 * an answer that is empty. When the source fails before, what was held is dropped.
 *
 *     source  --role--Hel--------lo--|
 *     result  --------(role Hel)-lo--|
 *
 * `onBegun` is told before anything is released.
 */
export function bufferUntilOutput<T>(onOutput: () => void): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let held: T[] | undefined = [];
      const release = (): readonly T[] => {
        const all = held ?? [];
        held = undefined;
        return all;
      };
      return source.pipe(
        mergeMap((value) => {
          if (held === undefined) return of(value);
          held.push(value);
          if (!valueHasOutput(value) && held.length < maxPreamble) return EMPTY;
          onOutput();
          return release();
        }),
        followedBy(defer(release)),
      );
    });
}
