import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { preload } from '../support/preload.js';
import { command } from './pseudo-terminal.js';
import type { Result } from './run-here.js';

/** Starts the built command with pipes as its standard streams. Its environment variables are PATH and `environment`. */
export function startPiped(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [...preload, command, ...args], {
    env: { PATH, ...environment },
    timeout: 60_000,
  });
}

/** Runs the built command to its end, with `input` as its standard input. */
export async function runPiped(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<Result> {
  const child = startPiped(args, environment);
  child.stdin.end(input);
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { exitCode, output, errors };
}
