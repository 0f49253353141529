import { type Observable, catchError, defer, endWith, ignoreElements, of, takeUntil, tap } from 'rxjs';
import { dispatch } from './dispatch.js';
import { errorLine } from './failures/error-line.js';
import { getExitCode } from './failures/exit-code.js';
import { type Output, toStderr } from './output.js';
import type { CliContext } from './cli-context.js';
import { painterFor } from './terminal/painter-for.js';
import { printable } from './terminal/printable.js';
import { brokenPipe } from './terminal/broken-pipe.js';

/** Runs the command in the arguments, prints its output, and emits the exit code. A broken pipe ends the command with exit code 0. */
export function run(args: readonly string[], context: CliContext): Observable<number> {
  const isTerminal = context.stdout.isTTY === true;
  const write = (output: Output): void => void context[output.to].write(printable(output, isTerminal));
  const paint = painterFor(context.stderr, context.env);
  const outputs = defer(() => dispatch(args, context)).pipe(takeUntil(brokenPipe(context)));
  return outputs.pipe(
    tap(write),
    ignoreElements(),
    endWith(0),
    catchError((error: unknown) => {
      write(toStderr(errorLine(error, paint)));
      return of(getExitCode(error));
    }),
  );
}
