// Runs the specs of spec/browser/ in Chromium. Without Chromium it skips them, or fails if REQUIRE_BROWSER is 1.
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
// spec/browser/angular/ opens this app.
const build = resolve(import.meta.dirname, 'build-angular-chat.mjs');
const built = spawnSync(process.execPath, [build], { stdio: ['ignore', 2, 2] });
if (built.status !== 0) process.exit(built.status ?? 1);
process.exit(
  run(process.argv.slice(2), { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: chromium } }),
);

// Jest counts the specs: with a name pattern that matches none, it loads every file and runs nothing.
function countSpecs() {
  const folder = mkdtempSync(join(tmpdir(), 'venice-rx-'));
  const totals = join(folder, 'totals.json');
  run(['--testNamePattern', '^no spec has this name$', '--json', '--outputFile', totals], {
    stdio: 'ignore',
  });
  const { numTotalTests } = JSON.parse(readFileSync(totals, 'utf8'));
  rmSync(folder, { recursive: true });
  return numTotalTests;
}

function run(args, options) {
  return spawnSync(process.execPath, [jest, '--config', config, ...args], options).status ?? 1;
}
