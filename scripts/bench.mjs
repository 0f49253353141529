// Installs the packages with which bench/ compares this one, if they are missing, and runs bench/bench.mjs: `npm run bench -- leaks`
// takes only the measure `leaks`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const bench = resolve(import.meta.dirname, '../bench');
for (const folder of [bench, resolve(bench, 'today')]) {
  if (!existsSync(resolve(folder, 'node_modules'))) run('npm', ['ci'], folder);
}
run(process.execPath, ['bench.mjs', ...process.argv.slice(2)], bench);

function run(command, parameters, cwd) {
  const { status } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
