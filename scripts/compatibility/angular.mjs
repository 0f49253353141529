// Tests Angular 22, since the other specs use Angular 21. Builds examples/angular-chat with interceptors, once without and once with
// zone.js, renders a page on a server, and opens it in Chromium if Chromium is installed.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findChromium } from '../find-chromium.mjs';
import { checkHydration } from './angular-hydration.mjs';
import { startApp } from './angular-server.mjs';
import { checkServerRendering } from './angular-server-rendering.mjs';
import { getVersions, installNode, root, run, withNode } from './install.mjs';

const variants = { zoneless: 'production', 'zone.js': 'production,zone' };
/** The version of all packages of Angular. `@angular/ssr` and `@angular/platform-server` must have this version too. */
const angular = '22.2.0';
const versions = {
  'zone.js': '0.16',
  '@types/node': '22',
  typescript: '6.0',
};
const specs = ['streaming', 'server-rendering', 'commands'].map(
  (name) => `spec/browser/angular/${name}.spec.ts`,
);

export async function checkAngular(tarball, folder, report) {
  await copyApp(tarball, folder);
  const { binary, remark } = await installNode(folder, '22');
  const env = withNode(binary);
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await run('npm', install, { cwd: folder, env });
  const { stdout: version } = await run(binary, ['--version']);
  const names = ['@angular/core', '@angular/cli', 'typescript'];
  const installed = `Node ${version.trim()}${remark}, ${await getVersions(folder, ...names)}`;
  const chromium = findChromium();
  if (chromium === undefined && process.env.REQUIRE_BROWSER === '1')
    throw new Error('Chromium is not installed');
  for (const [variant, configuration] of Object.entries(variants)) {
    const cell = `${installed}, ${variant}`;
    const ng = join(folder, 'node_modules/@angular/cli/bin/ng.js');
    await run(binary, [ng, 'build', '--configuration', configuration], { cwd: folder, env });
    report(cell, 'builds');
    const server = join(folder, 'dist/server/server.mjs');
    const start = () => startApp(binary, server);
    report(cell, `renders a page on a server: ${await checkServerRendering(start)} checks`);
    if (chromium === undefined) {
      console.log(`skipped ${cell}: opening it in a browser, since Chromium is not installed`);
      continue;
    }
    const hasZone = variant === 'zone.js';
    report(cell, `hydrates it in Chromium: ${await checkHydration(start, chromium, hasZone)} checks`);
    report(cell, `${await runSpecs(binary, server, chromium)} specs of spec/browser/angular`);
  }
}

/** Copies the app, with this version of Angular in its package.json, and with the files of spec/package/angular-chat. */
async function copyApp(tarball, folder) {
  const app = join(root, 'examples/angular-chat');
  const excluded = ['node_modules', 'dist', 'package-lock.json', '.npmrc', '.angular'];
  await cp(app, folder, { recursive: true, filter: (path) => !excluded.includes(basename(path)) });
  await cp(join(root, 'spec/package/angular-chat'), folder, { recursive: true });
  await edit(join(folder, 'package.json'), (manifest) => {
    for (const dependencies of [manifest.dependencies, manifest.devDependencies])
      for (const name of Object.keys(dependencies)) {
        if (name.startsWith('@angular/')) dependencies[name] = angular;
        else dependencies[name] = versions[name] ?? dependencies[name];
      }
    manifest.dependencies['venice-rx'] = `file:${tarball}`;
    manifest.dependencies['zone.js'] = versions['zone.js'];
  });
  await edit(join(folder, 'angular.json'), ({ projects }) => {
    const { configurations } = projects['angular-chat'].architect.build;
    const zone = 'src/app/change-detection.zone.ts';
    configurations.zone = {
      polyfills: ['zone.js'],
      fileReplacements: [{ replace: 'src/app/change-detection.ts', with: zone }],
      // With zone.js the app exceeds its size limits.
      budgets: [],
    };
  });
}

async function edit(file, change) {
  const content = JSON.parse(await readFile(file, 'utf8'));
  change(content);
  await writeFile(file, JSON.stringify(content));
}

/** Runs the browser specs of the app with this build. Resolves to the number of passed specs. */
async function runSpecs(binary, server, chromium) {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const env = {
    ...process.env,
    CHROMIUM_PATH: chromium,
    ANGULAR_CHAT_NODE: binary,
    ANGULAR_CHAT_SERVER: server,
  };
  const args = ['--config', join(root, 'config/jest.browser.cjs'), '--json', '--silent', ...specs];
  const { stdout } = await run(process.execPath, [jest, ...args], { cwd: root, env });
  const { numPassedTests } = JSON.parse(stdout);
  return numPassedTests;
}
