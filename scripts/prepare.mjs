// Brings node_modules and dist up to date: `npm ci` and a build where they are missing or out of date, else nothing.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

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

// Never, for what is missing.
function changedAt(path) {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

// Folders count too: theirs is the only trace that a deleted file leaves.
function newestIn(path) {
  const isFolder = statSync(resolve(root, path)).isDirectory();
  const inside = isFolder ? readdirSync(resolve(root, path), { recursive: true }) : [];
  return Math.max(changedAt(path), ...inside.map((name) => changedAt(`${path}/${name}`)));
}
