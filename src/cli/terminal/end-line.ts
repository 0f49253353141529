import { type MonoTypeOperatorFunction, concatMap, defer, dematerialize, materialize, tap } from 'rxjs';
import type { Output } from '../output.js';

/**
 * Ends an open last line when the source completes or fails.
 *
 *     source  --Hel--lo--#
 *     result  --Hel--lo--(\n#)
 */
export function endLine(): MonoTypeOperatorFunction<Output> {
  return (source) =>
    defer(() => {
      let last: Output | undefined;
      return source.pipe(
        tap((print) => {
          last = print;
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
