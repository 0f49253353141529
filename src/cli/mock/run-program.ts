import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type Observable, defer, finalize, fromEvent, ignoreElements, map, merge, take, tap } from 'rxjs';
import type { CliContext } from '../cli-context.js';
import { Interruption } from '../failures/interruption.js';
import { UsageError } from '../failures/usage-error.js';

/** The signals that are passed on, by the exit codes with which they end this program. */
const signalsByCode: Readonly<Record<number, NodeJS.Signals>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  143: 'SIGTERM',
};

/**
 * Runs a program with the terminal or pipes of this one, and completes when it exits with 0. Otherwise fails with an
 * {@link Interruption} that has its exit code: like in a shell, 128 and the number of the signal that ended it. Unsubscribing
 * ends it.
 */
export function runProgram(
  [file = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  { env, stdin, signals }: Pick<CliContext, 'env' | 'signals' | 'stdin'>,
): Observable<never> {
  return defer(() => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...env, ...variables } });
    // Ctrl-C on a terminal reaches the program too: a second one often means "at once".
    const isForeground = stdin.isTTY === true;
    const passing = signals.pipe(
      tap((code) => {
        if (code !== 130 || !isForeground) child.kill(signalsByCode[code]);
      }),
      ignoreElements(),
    );
    const failure = fromEvent(child, 'error').pipe(
      map((cause): never => {
        const { code = String(cause) } = cause as NodeJS.ErrnoException;
        throw new UsageError(`${file} cannot be run (${code})`, 'add a program after --', { cause });
      }),
    );
    const exit = (fromEvent(child, 'exit') as Observable<[number | null, NodeJS.Signals | null]>).pipe(
      map(([code, signal]) => code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      tap((exitCode) => {
        if (exitCode !== 0) throw new Interruption(exitCode);
      }),
    );
    return merge(passing, failure, exit).pipe(
      take(1),
      ignoreElements(),
      finalize(() => {
        if (child.exitCode === null && child.signalCode === null) child.kill();
      }),
    );
  });
}
