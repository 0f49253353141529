import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { buildSync } from 'esbuild';

import { preload } from '../support/preload.js';

/** The report of a program of this folder, and how it ended. */
export interface ProgramResult<T> {
  readonly report: T;
  /** Null if the program does not end by itself after its report. */
  readonly exitCode: number | null;
}

const root = resolve(__dirname, '../..');

/** The folder of the bundled programs. It is inside the package, so that `venice-rx` resolves to the built package. */
const folder = resolve(root, 'temp', `reliability-${process.pid}`);

beforeAll(() => {
  buildSync({
    entryPoints: ['kill', 'matrix', 'soak'].flatMap((name) =>
      [`${name}/program.ts`, ...(name === 'matrix' ? [] : [`${name}/server.ts`])].map((file) =>
        resolve(__dirname, file),
      ),
    ),
    outbase: __dirname,
    outdir: folder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a program of this folder in another process, with the built package. */
export function forkProgram(program: string, args: readonly string[], timeout: number): ChildProcess {
  return fork(resolve(folder, program.replace(/\.ts$/, '.js')), args, {
    cwd: root,
    execArgv: ['--expose-gc', ...preload],
    timeout,
  });
}

/** Runs a program that sends one message and ends at most `endsWithin` milliseconds later. `timeout` is in milliseconds too. */
export async function runProgram<T>(
  program: string,
  args: readonly string[],
  { timeout, endsWithin }: { readonly timeout: number; readonly endsWithin: number },
): Promise<ProgramResult<T>> {
  const child = forkProgram(program, args, timeout);
  try {
    const report = await nextMessage<T>(child);
    return { report, exitCode: await waitForExit(child, endsWithin) };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Resolves with the next message of the program, and rejects if the program ends first. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const exit = new AbortController();
  const onExit = (code: number | null): void => {
    exit.abort(new Error(`the program ended early: ${code ?? 'it took too long'}`));
  };
  child.once('exit', onExit);
  const [message] = (await once(child, 'message', exit)) as [T];
  child.off('exit', onExit);
  return message;
}

/** Waits until the program ends by itself. Resolves with its exit code, or with null after `within` milliseconds. */
export async function waitForExit(child: ChildProcess, within: number): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(within) });
  const [code] = (await exit.catch(() => [null])) as [number | null];
  return code;
}
