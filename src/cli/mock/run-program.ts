import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type Observable, defer, finalize, fromEvent, ignoreElements, map, merge, take, tap } from 'rxjs';
import type { CliContext } from '../cli-context.js';
import { Interruption } from '../failures/interruption.js';
import { UsageError } from '../failures/usage-error.js';

/** The signals that are forwarded, by the exit codes that `CliContext.signals` emits for them. */
const signalsByCode: Readonly<Record<number, NodeJS.Signals>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  143: 'SIGTERM',
};

/**
 * Runs a program with the standard streams of this process, and completes when the program exits with 0. Otherwise fails with an
 * {@link Interruption} that has the exit code of the program, or, as in a shell, 128 plus the number of the signal that has ended
 * the program. Unsubscribing ends the program.
 */
export function runProgram(
  [file = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  { env, stdin, signals }: Pick<CliContext, 'env' | 'signals' | 'stdin'>,
): Observable<never> {
  return defer(() => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...env, ...variables } });
    // A terminal sends Ctrl-C to the program as well. Forwarding it would be a second Ctrl-C, which many programs take as "quit now".
    const isForeground = stdin.isTTY === true;
    const forwarding = signals.pipe(
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
    return merge(forwarding, failure, exit).pipe(
      take(1),
      ignoreElements(),
      finalize(() => {
        if (child.exitCode === null && child.signalCode === null) child.kill();
      }),
    );
  });
}
