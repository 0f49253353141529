import { type MonoTypeOperatorFunction, concatMap, dematerialize, materialize, pipe } from 'rxjs';
import { type Output, toStderr } from '../output.js';

/**
 * Emits a line break when the source completes or fails, since the cursor is in the line of a prompt, which the editor has printed.
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
