// Runs the specs of spec/browser/, which open pages in Chromium. Without Chromium, the specs are skipped; if REQUIRE_BROWSER is 1, this
// is a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findChromium } from './find-chromium.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = resolve(import.meta.dirname, '../config/jest.browser.cjs');
const chromium = findChromium();

if (chromium === undefined) {
  console.log(`skipped ${countSpecs()} browser specs: no Chromium`);
  process.exit(process.env.REQUIRE_BROWSER === '1' ? 1 : 0);
}
// The specs of spec/browser/angular/ open the pages of examples/angular-chat.
const buildScript = resolve(import.meta.dirname, 'build-angular-chat.mjs');
const { status } = spawnSync(process.execPath, [buildScript], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(status ?? 1);
process.exit(
  runJest(process.argv.slice(2), { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: chromium } }),
);

// Jest writes the number of specs to a file. A pattern that matches no name lets Jest load all files without running a spec.
function countSpecs() {
  const folder = mkdtempSync(join(tmpdir(), 'venice-rx-'));
  const totals = join(folder, 'totals.json');
  runJest(['--testNamePattern', '^no spec has this name$', '--json', '--outputFile', totals], {
    stdio: 'ignore',
  });
  const { numTotalTests } = JSON.parse(readFileSync(totals, 'utf8'));
  rmSync(folder, { recursive: true });
  return numTotalTests;
}

function runJest(args, options) {
  return spawnSync(process.execPath, [jest, '--config', config, ...args], options).status ?? 1;
}
