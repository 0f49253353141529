import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { buildSync } from 'esbuild';

import { preload } from '../support/preload.js';

/** What a program of this folder has told, and how it ended. */
export interface ProgramResult<T> {
  readonly report: T;
  /** Null for a program that does not end by itself although it has nothing to do. */
  readonly exitCode: number | null;
}

const root = resolve(__dirname, '../..');

/** Where the programs lie that are bundled: in the package, so that `venice-rx` is what is built. */
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

/** Starts a program of this folder in a process of its own; it uses what is built. */
export function forkProgram(program: string, args: readonly string[], timeout: number): ChildProcess {
  return fork(resolve(folder, program.replace(/\.ts$/, '.js')), args, {
    cwd: root,
    execArgv: ['--expose-gc', ...preload],
    timeout,
  });
}

/** Runs one that tells one thing and ends. `endsWithin` is how long the end may take, both in milliseconds. */
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

/** The next message; rejects when the program ends without one. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = (code: number | null): void => {
    ended.abort(new Error(`the program ended early: ${code ?? 'it took too long'}`));
  };
  child.once('exit', end);
  const [message] = (await once(child, 'message', ended)) as [T];
  child.off('exit', end);
  return message;
}

/** Waits until it has ended by itself. */
export async function waitForExit(child: ChildProcess, within: number): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(within) });
  const [code] = (await exit.catch(() => [null])) as [number | null];
  return code;
}
