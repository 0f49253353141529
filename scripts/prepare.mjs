// Runs `npm ci` if node_modules is missing or out of date, and a build if dist is missing or out of date.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { changedAt, newestIn } from './changed-at.mjs';

const root = resolve(import.meta.dirname, '..');
// Other package managers set `npm_execpath` too, to their own path.
const npm = /npm-cli\.[cm]?js$/.test(process.env.npm_execpath ?? '') ? process.env.npm_execpath : undefined;

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
  run('Installing the dependencies', ...(npm ? [process.execPath, npm, 'ci'] : ['npm', 'ci']));
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

function run(message, command, ...args) {
  console.error(`${message} …`);
  const toStderr = ['ignore', 2, 2];
  const { status } = spawnSync(command, args, { cwd: root, stdio: toStderr });
  if (status !== 0) process.exit(status ?? 1);
}
