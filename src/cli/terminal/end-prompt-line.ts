import { type MonoTypeOperatorFunction, concatMap, dematerialize, materialize, pipe } from 'rxjs';
import { type Output, toStderr } from '../output.js';

/**
 * Ends the line of a prompt, which the source did not print, when the source completes or fails.
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
