// Tests the packed package with the versions and runtimes of docs/runtimes.md. Each of them is a cell of a matrix; prints rows with the
// results of each cell. `npm run test:compatibility -- 24` runs only the cell of Node 24, `-- workerd` only that of workerd.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkWorkerd } from './check-workerd.mjs';
import { checkAngular } from './compatibility/angular.mjs';
import { runCells } from './compatibility/cells.mjs';
import { getVersions, installNode, installPackages, root, run } from './compatibility/install.mjs';
import { checkOtherRuntime } from './compatibility/other-runtimes.mjs';
import { checkTypeScript } from './compatibility/typescript.mjs';
import { checkUndici8 } from './compatibility/undici-8.mjs';

const { dependencies, engines, peerDependencies } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
const lowest = (range) => range.replace(/^(\^|>=)/, '');

/** The first installation has the lowest supported versions. A range such as `20` installs the newest version in the range. */
const installations = [
  { node: lowest(engines.node), rxjs: lowest(peerDependencies.rxjs), undici: lowest(dependencies.undici) },
  { node: '20', rxjs: '7', undici: '7' },
  { node: '22', rxjs: '7', undici: '7' },
  { node: '24', rxjs: '7', undici: '7' },
  { node: '26', rxjs: '7', undici: '7' },
];
const programs = ['core-as-esm.mjs', 'core-as-commonjs.cjs', 'relay-over-http2.mjs'];

/** The arguments of the script select cells by `key`. */
const cells = [
  ...installations.map((versions) => ({
    key: versions.node.split('.')[0],
    name: `Node ${versions.node}`,
    run: (...cell) => checkNode(versions, ...cell),
  })),
  { key: 'undici', name: 'a dispatcher of undici 8', run: checkUndici8 },
  { key: 'typescript', name: 'TypeScript 7', run: (...cell) => checkTypeScript('7', ...cell) },
  { key: 'workerd', name: 'workerd', run: checkInWorkerd },
  { key: 'bun', name: 'Bun', run: (...cell) => checkOtherRuntime('bun', '1.4', ...cell) },
  { key: 'deno', name: 'Deno', run: (...cell) => checkOtherRuntime('deno', '2.9', ...cell) },
  // Takes two to four minutes: two builds, and the browser specs of the app twice.
  { key: 'angular', name: 'Angular 22.2', run: checkAngular },
];
const selected = process.argv.slice(2);
const keys = [...new Set(cells.map(({ key }) => key))];
const unknown = selected.filter((key) => !keys.includes(key));
if (unknown.length > 0)
  throw new Error(`Unknown cells: ${unknown.join(', ')}. Available: ${keys.join(', ')}.`);

const failures = await runCells(cells.filter(({ key }) => selected.length === 0 || selected.includes(key)));
process.exitCode = failures === 0 ? 0 : 1;

async function checkNode({ node, rxjs, undici }, tarball, folder, report) {
  await installPackages(folder, { overrides: { undici } }, [tarball, `rxjs@${rxjs}`]);
  const { binary, remark } = await installNode(folder, node);
  const { stdout: version } = await run(binary, ['--version']);
  const versions = `Node ${version.trim()}${remark}, ${await getVersions(folder, 'rxjs', 'undici')}`;
  for (const program of programs) {
    const { stdout } = await run(binary, [program], { cwd: folder, timeout: 60_000 });
    report(`${versions}, ${program}`, `${stdout.trim()} checks`);
  }
}

async function checkInWorkerd(tarball, folder, report) {
  await installPackages(folder, {}, [tarball, 'rxjs@7', 'workerd']);
  const checks = await checkWorkerd(folder);
  report(await getVersions(folder, 'workerd', 'rxjs'), `${checks} checks`);
}
