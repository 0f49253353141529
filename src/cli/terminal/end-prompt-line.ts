import { type MonoTypeOperatorFunction, concatMap, dematerialize, materialize, pipe } from 'rxjs';
import { type Output, toStderr } from '../output.js';

/**
 * Leaves the line of a prompt, which was not printed by the source, when the source ends in whatever way.
 *
 *     source  --a--#
 *     result  --a--(\n#)
 */
export function endPromptLine(): MonoTypeOperatorFunction<Output> {
  return pipe(
    materialize(),
    concatMap((notification) =>
      notification.kind === 'N'
        ? [notification]
        : [{ kind: 'N', value: toStderr('\n') } as const, notification],
    ),
    dematerialize(),
  );
}
