import { type MonoTypeOperatorFunction, concatMap, dematerialize, materialize, pipe } from 'rxjs';
import { type Print, toErrors } from '../print.js';

/**
 * Leaves the line of a prompt, which was not printed by the source, when the source ends in whatever way.
 *
 *     source  --a--#
 *     result  --a--(\n#)
 */
export function leaveLine(): MonoTypeOperatorFunction<Print> {
  return pipe(
    materialize(),
    concatMap((notification) =>
      notification.kind === 'N'
        ? [notification]
        : [{ kind: 'N', value: toErrors('\n') } as const, notification],
    ),
    dematerialize(),
  );
}
