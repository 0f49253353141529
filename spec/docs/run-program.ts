import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { preload } from '../support/preload.js';

/** The folder of the package. */
export const root = resolve(__dirname, '../..');

/** How a program ended. */
export interface Outcome {
  /** Null if the program did not end by itself and was stopped. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a program is stopped. */
const maxWait = 60_000;

/** Runs Node in the package's folder, without a key. An unhandled rejection ends the program with exit code 1. */
export async function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, ['--unhandled-rejections=strict', ...preload, ...args], {
    cwd: root,
    env: programEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: maxWait,
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

/** The environment of a program: that of this process, without its key and address, and these variables. */
export function programEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { VENICE_API_KEY: _key, VENICE_BASE_URL: _address, ...rest } = process.env;
  return { ...rest, ...variables };
}
