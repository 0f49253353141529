import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

import { firstValueFrom, from, fromEvent, map, merge, mergeMap, of, tap, timer, toArray } from 'rxjs';

import { type Outcome, programEnvironment, root } from './run-program.js';

/** How a module ended. */
export interface ModuleOutcome extends Outcome {
  /** When it wrote to stdout, in Unix milliseconds. */
  readonly writes: readonly number[];
}

/** How modules are run. */
export interface RunnerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** URL of a module that is loaded before them. */
  readonly preload?: string;
  /** How many processes run them. Default: 1. */
  readonly processes?: number;
}

/** Milliseconds after which a module is stopped. */
const maxDuration = 60_000;

/**
 * Runs modules in a few processes, one after the other in each of them, so that what they import is loaded once. A process in
 * which a module failed is not used again.
 */
export function runModules(
  modules: readonly string[],
  { environment = {}, preload, processes = 1 }: RunnerOptions = {},
): Promise<readonly ModuleOutcome[]> {
  const warm: ChildProcess[] = [];
  const start = (): ChildProcess =>
    fork(join(__dirname, 'run-modules.mjs'), {
      cwd: root,
      env: programEnvironment(environment),
      execArgv: ['--unhandled-rejections=strict', ...(preload === undefined ? [] : [`--import=${preload}`])],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  const run = async (path: string, index: number): Promise<readonly [number, ModuleOutcome]> => {
    const child = warm.pop() ?? start();
    const outcome = await getOutcome(child, path);
    if (outcome.exitCode === 0) warm.push(child);
    else child.kill('SIGKILL');
    return [index, outcome];
  };
  return firstValueFrom(
    from(modules).pipe(
      mergeMap(run, processes),
      toArray(),
      map((all) => all.sort(([one], [other]) => one - other).map(([, outcome]) => outcome)),
      tap(() => {
        for (const child of warm) child.kill('SIGKILL');
      }),
    ),
  );
}

function getOutcome(child: ChildProcess, path: string): Promise<ModuleOutcome> {
  child.send(path);
  const nothing = { stdout: '', writes: [] };
  return firstValueFrom(
    merge(
      fromEvent(child, 'message').pipe(map((message) => (message as [ModuleOutcome, unknown])[0])),
      fromEvent(child, 'exit').pipe(
        map((exit): ModuleOutcome => {
          const [exitCode] = exit as [number | null];
          return { ...nothing, exitCode, stderr: 'it ended the process' };
        }),
      ),
      timer(maxDuration).pipe(
        mergeMap(() => of({ ...nothing, exitCode: null, stderr: `it did not end in ${maxDuration} ms` })),
      ),
    ),
  );
}
