// Installs the packed package and the other packages of a cell in an empty folder.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const root = resolve(import.meta.dirname, '../..');
const quiet = ['--no-audit', '--no-fund', '--no-package-lock'];
const execute = promisify(execFile);

/** Runs a program and resolves to its output. The error of a program that fails contains the output. */
export async function run(command, args, options) {
  try {
    return await execute(command, args, { maxBuffer: 64 * 2 ** 20, ...options });
  } catch (error) {
    const output = [error.message, error.stdout, error.stderr].filter(Boolean).join('\n');
    throw new Error(output, { cause: error });
  }
}

/** Installs packages and the programs of `spec/package/programs` in a new folder. */
export async function installPackages(folder, manifest, packages) {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  await run('npm', ['install', ...quiet, ...packages], { cwd: folder });
  await cp(join(root, 'spec/package/programs'), folder, { recursive: true });
}

/**
 * Installs a version of Node next to the other packages of a folder. If npm has no package of this version for this machine, uses
 * the running Node, provided that it has the same major version.
 */
export async function installNode(folder, version) {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, 'other-node');
  try {
    await run('npm', ['install', ...quiet, '--prefix', prefix, `${name}@${version}`]);
    return { binary: join(prefix, 'node_modules', name, 'bin/node'), remark: '' };
  } catch (cause) {
    if (version.split('.')[0] !== process.versions.node.split('.')[0]) throw cause;
    return { binary: process.execPath, remark: ` (there is no ${name}@${version})` };
  }
}

/** The environment of a process in which `node` is this binary, also for npm. */
export function withNode(binary) {
  return { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
}

/** Resolves to the installed versions of packages, such as "rxjs 7.8.2, undici 7.1.0". */
export async function getVersions(folder, ...names) {
  const versions = await Promise.all(names.map(async (name) => `${name} ${await getVersion(folder, name)}`));
  return versions.join(', ');
}

async function getVersion(folder, name) {
  return JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
