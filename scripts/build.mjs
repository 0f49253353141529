// Builds dist: one file per module for ESM and for CommonJS, with tsc, and bundles for Node. If tsc fails, dist is not changed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundleForNode } from './bundle-for-node.mjs';
import { compiler } from './compiler.mjs';

const root = resolve(import.meta.dirname, '..');
const { bin, imports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const newDist = resolve(root, `temp/dist-${process.pid}`);
const startedAt = new Date();

rmSync(newDist, { recursive: true, force: true });
const exitCodes = await Promise.all([compile('esm'), compile('commonjs')]);
if (exitCodes.some((code) => code !== 0)) {
  rmSync(newDist, { recursive: true, force: true });
  process.exit(1);
}
describeCommonJS();
await bundleForNode(newDist);
rmSync(resolve(root, 'dist'), { recursive: true, force: true });
renameSync(newDist, resolve(root, 'dist'));
for (const path of Object.values(bin)) chmodSync(resolve(root, path), 0o755);

async function compile(format) {
  const args = [
    compiler,
    '--project',
    `config/tsconfig.${format}.json`,
    '--outDir',
    resolve(newDist, format),
  ];
  const [code] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'exit');
  return code;
}

// Node reads "type" and "imports" from the nearest package.json, so the folder of the CommonJS build needs its own.
function describeCommonJS() {
  const text = JSON.stringify({ type: 'commonjs', sideEffects: false, imports }, null, 2)
    .replaceAll('./dist/esm/node/load.js', './node/load-commonjs.js')
    .replaceAll('./dist/esm/', './');
  const file = resolve(newDist, 'commonjs/package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
  // prepare.mjs compares sources with the time of this file: a source that changes during the build must count as newer.
  utimesSync(file, startedAt, startedAt);
}
