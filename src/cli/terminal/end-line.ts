import { type MonoTypeOperatorFunction, concatMap, defer, dematerialize, materialize, tap } from 'rxjs';
import type { Output } from '../output.js';

/**
 * Emits a line break when the source completes or fails, unless the last output ends with one. It goes to the same stream.
 *
 *     source  --Hel--lo--#
 *     result  --Hel--lo--(\n#)
 */
export function endLine(): MonoTypeOperatorFunction<Output> {
  return (source) =>
    defer(() => {
      let last: Output | undefined;
      return source.pipe(
        tap((output) => {
          last = output;
        }),
        materialize(),
        concatMap((notification) => {
          if (notification.kind === 'N' || last === undefined || last.text.endsWith('\n'))
            return [notification];
          return [{ kind: 'N', value: { ...last, text: '\n' } } as const, notification];
        }),
        dematerialize(),
      );
    });
}
