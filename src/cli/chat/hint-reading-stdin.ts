import {
  EMPTY,
  type OperatorFunction,
  map,
  materialize,
  pipe,
  startWith,
  switchMap,
  take,
  timer,
} from 'rxjs';
import { type Output, toStderr } from '../output.js';

/**
 * Emits a hint (`n`) once standard input has been silent for a second: a command that reads it must not seem to hang.
 *
 *     pieces  -a-- 1s ---b--|
 *     result  ---- 1s -(n|)
 */
export function hintReadingStdin(): OperatorFunction<string, Output> {
  return pipe(
    startWith(''),
    materialize(),
    switchMap(({ kind }) => (kind === 'N' ? timer(1000) : EMPTY)),
    take(1),
    map(() => toStderr('Reading standard input … (for none, add < /dev/null)\n')),
  );
}
