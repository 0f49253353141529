// Brings node_modules and dist up to date: `npm ci` and a build where they are missing or out of date, else nothing.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { changedAt, newestIn } from './changed-at.mjs';

const root = resolve(import.meta.dirname, '..');
// Under another package manager this names that one.
const npm = /npm-cli\.[cm]?js$/.test(process.env.npm_execpath ?? '') ? process.env.npm_execpath : undefined;

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
  run('Installing what package-lock.json says', ...(npm ? [process.execPath, npm, 'ci'] : ['npm', 'ci']));
}

const inputs = [
  'src',
  'config',
  'scripts/build.mjs',
  'scripts/bundle-for-node.mjs',
  'package.json',
  'tsconfig.json',
];
if (changedAt('dist/commonjs/package.json') < Math.max(...inputs.map(newestIn))) {
  run('Building dist', process.execPath, 'scripts/build.mjs');
}

function run(what, command, ...args) {
  console.error(`${what} …`);
  const toStderr = ['ignore', 2, 2];
  const { status } = spawnSync(command, args, { cwd: root, stdio: toStderr });
  if (status !== 0) process.exit(status ?? 1);
}
