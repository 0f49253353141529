// Runs all static checks, or the named ones: `npm run check -- lint types`. Two checks run at a time; none changes the sources.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const programs = ['.', 'spec', 'examples', 'bench'].filter((path) =>
  existsSync(resolve(root, path, 'tsconfig.json')),
);

// The checks that take longest come first, so that neither of the two workers waits long for the other at the end.
const checks = {
  lint: 'eslint --max-warnings 0 --cache --cache-location node_modules/.cache/eslint/ --cache-strategy content .',
  types: programs.map((path) => `node scripts/check-types.mjs --project ${path}`).join(' && '),
  api: 'node scripts/api-reports.mjs --check',
  docs: 'node scripts/reference.mjs --check',
  attw: [
    'attw --pack . --profile node16 --quiet --exclude-entrypoints angular',
    'attw --pack . --profile esm-only --quiet --entrypoints angular',
  ].join(' && '),
  format: 'prettier --check .',
  exports: 'node scripts/package-exports.mjs --check',
  publint: 'node scripts/check-publint.mjs',
  knip: 'knip --config config/knip.json',
  layers: 'depcruise --config config/dependency-cruiser.cjs src',
  pictures: 'node scripts/pictures.mjs --check',
  reliability: 'node scripts/reliability.mjs --check',
  size: 'size-limit --config config/size-limit.mjs',
  licences: 'node scripts/check-licences.mjs',
  locks: 'node scripts/check-lock-files.mjs',
  commits: 'node scripts/check-commits.mjs',
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
const unknown = names.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`Unknown checks: ${unknown.join(', ')}. Available: ${Object.keys(checks).join(', ')}.`);
  process.exit(2);
}

const waiting = [...names];
const failed = [];
const startedAt = performance.now();
await Promise.all([work(), work()]);

console.log(
  `\n${names.length - failed.length} of ${names.length} checks passed in ${secondsSince(startedAt)}.`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function work() {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const checkedAt = performance.now();
    const { code, output } = await run(checks[name]);
    console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(12)}${secondsSince(checkedAt)}`);
    if (code !== 0) {
      failed.push(name);
      console.log(`\n${output.trim()}\n`);
    }
  }
}

function run(command) {
  const PATH = [resolve(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn(command, {
    cwd: root,
    shell: true,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (text) => (output += text);
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

function secondsSince(time) {
  return `${((performance.now() - time) / 1000).toFixed(1)} s`;
}
