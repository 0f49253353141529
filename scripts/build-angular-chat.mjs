// Builds examples/angular-chat with the packed package, like an app outside the repository; does nothing if the build is up to date.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { changedAt, newestIn } from './changed-at.mjs';

const root = resolve(import.meta.dirname, '..');
const app = 'examples/angular-chat';
const serverFile = `${app}/dist/server/server.mjs`;
// npm writes this file at the end of an installation.
const installMarker = `${app}/node_modules/.package-lock.json`;
const sources = ['src', 'public', 'angular.json', 'package-lock.json', 'tsconfig.json'].map(
  (name) => `${app}/${name}`,
);

if (changedAt(installMarker) < Math.max(newestIn('dist'), changedAt(`${app}/package-lock.json`))) {
  // The package.json of the app refers to temp/venice-rx.tgz.
  mkdirSync(resolve(root, 'temp'), { recursive: true });
  const [{ filename }] = JSON.parse(
    run('Packing venice-rx', root, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', 'temp'),
  );
  renameSync(resolve(root, 'temp', filename), resolve(root, 'temp/venice-rx.tgz'));
  run(`Installing ${app}`, resolve(root, app), 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
}
if (changedAt(serverFile) < Math.max(changedAt(installMarker), ...sources.map(newestIn))) {
  const cli = resolve(root, app, 'node_modules/@angular/cli/bin/ng.js');
  run(`Building ${app}`, resolve(root, app), process.execPath, cli, 'build');
}

function run(message, cwd, command, ...args) {
  console.error(`${message} …`);
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  if (status === 0) return stdout;
  console.error(stdout);
  process.exit(status ?? 1);
}
