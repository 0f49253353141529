import { type Observable, catchError, defer, endWith, ignoreElements, of, takeUntil, tap } from 'rxjs';
import { dispatch } from './dispatch.js';
import { errorLine } from './failures/error-line.js';
import { exitCodeOf } from './failures/exit-code-of.js';
import { type Print, toErrors } from './print.js';
import type { Surroundings } from './surroundings.js';
import { painterFor } from './terminal/painter-for.js';
import { printable } from './terminal/printable.js';
import { readerGone } from './terminal/reader-gone.js';

/**
 * Runs the command that the arguments name, prints what it emits, and emits the exit code once. An output that is not
 * read any more ends the command, and is no failure.
 */
export function run(args: readonly string[], surroundings: Surroundings): Observable<number> {
  const isShown = surroundings.output.isTTY === true;
  const write = (print: Print): void => void surroundings[print.to].write(printable(print, isShown));
  const paint = painterFor(surroundings.errors, surroundings.environment);
  const prints = defer(() => dispatch(args, surroundings)).pipe(takeUntil(readerGone(surroundings)));
  return prints.pipe(
    tap(write),
    ignoreElements(),
    endWith(0),
    catchError((error: unknown) => {
      write(toErrors(errorLine(error, paint)));
      return of(exitCodeOf(error));
    }),
  );
}
