// Runs the core of the packed package with the versions that it says it works with: Node, RxJS and undici, as ESM and as
// CommonJS; and in workerd. `npm run test:compatibility -- 24` only with that version of Node, `-- workerd` only in workerd.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkWorkerd } from './check-workerd.mjs';

const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const { dependencies, engines, peerDependencies } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
const lowest = (range) => range.replace(/^(\^|>=)/, '');

/** The first has the lowest version of everything, the last the newest. */
const installations = [
  { node: lowest(engines.node), rxjs: lowest(peerDependencies.rxjs), undici: lowest(dependencies.undici) },
  { node: '20', rxjs: '7', undici: '7' },
  { node: '22', rxjs: '7', undici: '7' },
  { node: '24', rxjs: '7', undici: '7' },
  { node: '26', rxjs: '7', undici: '7' },
];
const quiet = ['--no-audit', '--no-fund', '--no-package-lock'];
const programs = ['core-as-esm.mjs', 'core-as-commonjs.cjs', 'relay-over-http2.mjs'];

const wanted = process.argv.slice(2);
const chosen = installations.filter(({ node }) => wanted.length === 0 || wanted.includes(node.split('.')[0]));
const folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
try {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, JSON.parse(stdout)[0].filename);
  for (const [number, installation] of chosen.entries())
    await check(tarball, join(folder, `${number}`), installation);
  if (wanted.length === 0 || wanted.includes('workerd'))
    await checkInWorkerd(tarball, join(folder, 'workerd'));
} finally {
  await rm(folder, { recursive: true });
}

async function check(tarball, place, { node, rxjs, undici }) {
  const { binary, remark } = await install(tarball, place, { node, rxjs, undici });
  for (const program of programs) {
    const { stdout } = await run(binary, [program], { cwd: place, timeout: 60_000 });
    const versions = await Promise.all(
      ['rxjs', 'undici'].map(async (name) => `${name} ${await getVersion(place, name)}`),
    );
    const version = (await run(binary, ['--version'])).stdout.trim();
    console.log(
      `Node ${version}${remark}, ${versions.join(', ')}, ${program}: ${stdout.trim()} checks passed`,
    );
  }
}

async function checkInWorkerd(tarball, place) {
  await installPackages(place, {}, [tarball, 'rxjs@7', 'workerd']);
  const checks = await checkWorkerd(place);
  console.log(`workerd ${await getVersion(place, 'workerd')}: ${checks} checks passed`);
}

/** Installs everything in an empty folder. Where there is no package of this Node for the machine, the present one runs. */
async function install(tarball, place, { node, rxjs, undici }) {
  await installPackages(place, { overrides: { undici } }, [tarball, `rxjs@${rxjs}`]);
  const name = `node-${process.platform}-${process.arch}`;
  const others = join(place, 'other-node');
  try {
    await run('npm', ['install', ...quiet, '--prefix', others, `${name}@${node}`]);
    return { binary: join(others, 'node_modules', name, 'bin/node'), remark: '' };
  } catch (cause) {
    if (node.split('.')[0] !== process.versions.node.split('.')[0]) throw cause;
    return { binary: process.execPath, remark: ` (there is no ${name}@${node})` };
  }
}

async function installPackages(place, manifest, packages) {
  await mkdir(place);
  await writeFile(join(place, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  await run('npm', ['install', ...quiet, ...packages], { cwd: place });
  await cp(join(root, 'spec/package/programs'), place, { recursive: true });
}

async function getVersion(place, name) {
  return JSON.parse(await readFile(join(place, 'node_modules', name, 'package.json'), 'utf8')).version;
}
