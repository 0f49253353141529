import { type MonoTypeOperatorFunction, concatMap, defer, dematerialize, materialize, tap } from 'rxjs';
import type { Print } from '../print.js';

/**
 * Ends the last line when the source ends, in whatever way, and has left it open.
 *
 *     source  --Hel--lo--#
 *     result  --Hel--lo--(\n#)
 */
export function endLine(): MonoTypeOperatorFunction<Print> {
  return (source) =>
    defer(() => {
      let last: Print | undefined;
      return source.pipe(
        tap((print) => (last = print)),
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
