// Builds dist: tsc once for ESM and once for CommonJS, one file per module, and bundles for Node. If tsc fails, dist stays as it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundleForNode } from './bundle-for-node.mjs';
import { compiler } from './compiler.mjs';

const root = resolve(import.meta.dirname, '..');
const { bin, imports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const fresh = resolve(root, `temp/dist-${process.pid}`);
const startedAt = new Date();

rmSync(fresh, { recursive: true, force: true });
const exitCodes = await Promise.all([compile('esm'), compile('commonjs')]);
if (exitCodes.some((code) => code !== 0)) {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(1);
}
describeCommonJS();
await bundleForNode(fresh);
rmSync(resolve(root, 'dist'), { recursive: true, force: true });
renameSync(fresh, resolve(root, 'dist'));
for (const path of Object.values(bin)) chmodSync(resolve(root, path), 0o755);

async function compile(format) {
  const args = [compiler, '--project', `config/tsconfig.${format}.json`, '--outDir', resolve(fresh, format)];
  const [code] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'exit');
  return code;
}

// Node reads "type" and "imports" from the nearest package.json, so the CommonJS half needs its own.
function describeCommonJS() {
  const text = JSON.stringify({ type: 'commonjs', sideEffects: false, imports }, null, 2)
    .replaceAll('./dist/esm/node/load.js', './node/load-commonjs.js')
    .replaceAll('./dist/esm/', './');
  const file = resolve(fresh, 'commonjs/package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
  // prepare.mjs compares sources with the time of this file: a source that changes during the build must count as newer.
  utimesSync(file, startedAt, startedAt);
}
