// Tests the core of the package in Bun and Deno, as ESM and as CommonJS, with a mock server in Node.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getVersions, installPackages, root, run } from './install.mjs';
import { startCoreServer } from './core-server.mjs';

const esm = 'core-in-other-runtimes-as-esm.mjs';
const commonjs = 'core-in-other-runtimes-as-commonjs.cjs';
/** For each program: the condition that the runtime selects, and whether requests use fetch instead of undici. */
const runtimes = {
  bun: {
    binary: 'bun/bin/bun.exe',
    args: [],
    programs: {
      [esm]: { condition: 'bun', usedFetch: true },
      [commonjs]: { condition: 'bun', usedFetch: true },
    },
  },
  deno: {
    binary: 'deno/deno',
    // Loads installed packages only, and downloads none.
    args: ['run', '--allow-all', '--cached-only', '--node-modules-dir=manual'],
    programs: {
      [esm]: { condition: 'deno', usedFetch: true },
      // Deno's `require` imitates that of Node.
      [commonjs]: { condition: 'node', usedFetch: false },
    },
  },
};

/** Runs both programs in a runtime, and checks which files of `exports` it loads. */
export async function checkOtherRuntime(name, version, tarball, folder, report) {
  await installPackages(folder, {}, [tarball, 'rxjs@7', `${name}@${version}`]);
  await writeConditions(folder);
  const { binary, args, programs } = runtimes[name];
  for (const [program, expected] of Object.entries(programs)) {
    const server = await startCoreServer();
    const options = { cwd: folder, timeout: 60_000, env: { ...process.env, BASE_URL: server.baseURL } };
    const { stdout } = await run(join(folder, 'node_modules', binary), [...args, program], options).finally(
      () => server.close(),
    );
    const { checks, file, ...actual } = JSON.parse(stdout);
    assert.deepEqual(actual, expected);
    const [, chosen] = file.split('/node_modules/venice-rx/');
    const transport = actual.usedFetch ? 'fetch' : 'undici';
    const versions = await getVersions(folder, name, 'rxjs', ...(actual.usedFetch ? [] : ['undici']));
    report(`${versions}, ${program}`, `"${actual.condition}", ${chosen}, ${transport}: ${checks} checks`);
  }
}

/** Writes a package whose conditions are those of venice-rx, in the same order. It exports the name of the selected condition. */
async function writeConditions(folder) {
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const conditions = Object.keys(exports['.'].import).filter((condition) => condition !== 'types');
  const target = join(folder, 'node_modules/condition-of-runtime');
  await mkdir(target);
  const files = conditions.map((condition) => [condition, `./${condition}.cjs`]);
  await writeFile(
    join(target, 'package.json'),
    JSON.stringify({ name: 'condition-of-runtime', version: '1.0.0', exports: Object.fromEntries(files) }),
  );
  for (const [condition, file] of files)
    await writeFile(join(target, file), `module.exports = '${condition}';\n`);
}
