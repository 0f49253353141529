// Measures against peers, which are installed first where they are missing. Takes the names of measures: `npm run bench -- leaks`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const bench = resolve(import.meta.dirname, '../bench');
if (!existsSync(resolve(bench, 'node_modules'))) run('npm', ['ci']);
run(process.execPath, ['bench.mjs', ...process.argv.slice(2)]);

function run(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: bench, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
