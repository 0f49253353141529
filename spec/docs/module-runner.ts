import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

import { firstValueFrom, from, fromEvent, lastValueFrom, map, merge, mergeMap, timer, toArray } from 'rxjs';

import { preload as bundles } from '../support/preload.js';
import { type Outcome, programEnvironment, root } from './run-program.js';

/** How a module ended. */
export interface ModuleOutcome extends Outcome {
  /** The times at which it wrote to stdout, in Unix milliseconds. */
  readonly writes: readonly number[];
}

/** Options of `runModules`. */
export interface RunnerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** URL of a module that each process loads first. */
  readonly preload?: string;
  /** Number of processes. Default: 1. */
  readonly processes?: number;
  /** Number of modules that each process runs at the same time. Default: 1. */
  readonly atOnce?: number;
}

/** The report of `run-modules.mjs` about modules that it ran at the same time. */
interface Report {
  readonly outcomes: readonly ModuleOutcome[];
  /** Whether a failure cannot be attributed to one of several modules. */
  readonly isUnclear: boolean;
  /** Whether the process can run more modules. */
  readonly isWarm: boolean;
}

/** Milliseconds after which a module is stopped. */
const maxDuration = 60_000;

/**
 * Runs modules in a few processes, several at a time, so that their imports are loaded once and their delays overlap. If it is
 * unclear which of several modules failed, each runs again alone; if none fails alone, all of them count as failed.
 */
export async function runModules(
  modules: readonly string[],
  { environment = {}, preload, processes = 1, atOnce = 1 }: RunnerOptions = {},
): Promise<readonly ModuleOutcome[]> {
  /** Processes that can run more modules. */
  const warm: ChildProcess[] = [];
  const start = (): ChildProcess =>
    fork(join(__dirname, 'run-modules.mjs'), {
      cwd: root,
      env: programEnvironment(environment),
      execArgv: [
        ...['--unhandled-rejections=strict', ...bundles],
        ...(preload === undefined ? [] : [`--import=${preload}`]),
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  const runTogether = async (
    paths: readonly string[],
    child: ChildProcess = warm.pop() ?? start(),
  ): Promise<Report> => {
    const report = await toReport(child, paths);
    if (report.isWarm) warm.push(child);
    else child.kill('SIGKILL');
    return report;
  };
  const run = async (paths: readonly string[]): Promise<readonly ModuleOutcome[]> => {
    const { outcomes, isUnclear } = await runTogether(paths);
    if (!isUnclear) return outcomes;
    const alone: ModuleOutcome[] = [];
    for (const path of paths) alone.push(...(await runTogether([path], start())).outcomes);
    return alone.some(({ exitCode }) => exitCode !== 0) ? alone : outcomes;
  };
  const batches = Array.from({ length: Math.ceil(modules.length / atOnce) }, (_, at) =>
    modules.slice(at * atOnce, (at + 1) * atOnce),
  );
  const results = await lastValueFrom(
    from(batches).pipe(
      mergeMap(async (paths, at) => ({ at, outcomes: await run(paths) }), processes),
      toArray(),
    ),
  );
  for (const child of warm) child.kill('SIGKILL');
  return results.sort((one, other) => one.at - other.at).flatMap(({ outcomes }) => outcomes);
}

function toReport(child: ChildProcess, paths: readonly string[]): Promise<Report> {
  child.send(paths);
  const createFailure = (exitCode: number | null, stderr: string): Report => ({
    outcomes: paths.map(() => ({ exitCode, stdout: '', stderr, writes: [] })),
    isUnclear: paths.length > 1,
    isWarm: false,
  });
  return firstValueFrom(
    merge(
      fromEvent(child, 'message').pipe(map((message) => (message as [Report, unknown])[0])),
      fromEvent(child, 'exit').pipe(
        map((exit) => createFailure((exit as [number | null])[0], 'it ended the process')),
      ),
      timer(maxDuration).pipe(map(() => createFailure(null, `it did not end in ${maxDuration} ms`))),
    ),
  );
}
