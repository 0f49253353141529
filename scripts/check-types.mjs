// Checks the types of one folder, `spec` unless `--project` names another. Keeps its results in node_modules/.cache, so that it
// checks only changed files again.
import { spawnSync } from 'node:child_process';
import { relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { compiler } from './compiler.mjs';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    project: { type: 'string', default: 'spec' },
    // Several checkers are faster on idle processors, but each of them checks the files that it shares with others again.
    checkers: { type: 'string', default: '4' },
  },
});
const folder = resolve(root, values.project);
const name = relative(root, folder).replaceAll(sep, '-') || 'src';
const cache = resolve(root, `node_modules/.cache/venice-rx/${name}.tsbuildinfo`);
const { status } = spawnSync(
  process.execPath,
  [
    compiler,
    ...['--project', folder, '--noEmit', '--pretty', 'false', '--checkers', values.checkers],
    ...['--incremental', '--tsBuildInfoFile', cache],
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
