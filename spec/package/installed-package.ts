import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack } from './pack.js';

const run = promisify(execFile);

/** A folder with the installed tarball, RxJS, undici 8, the types of Node, and the programs of spec/package. */
export interface InstalledPackage {
  readonly folder: string;
  /** The files in the tarball. */
  readonly files: readonly string[];
  /** Runs Node in the folder. Resolves to its output. */
  node(...args: string[]): Promise<string>;
  /** Runs a command of the package in the folder. Resolves to its output. */
  npx(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function installPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
  const tarball = await pack(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const packages = [`./${tarball.filename}`, 'rxjs@7', '@types/node@20', 'undici-8@npm:undici@8'];
  await run('npm', ['install', ...packages], { cwd: folder });
  await cp(join(__dirname, 'programs'), folder, { recursive: true });

  return {
    folder,
    files: tarball.files.map(({ path }) => path),
    node: async (...args) => (await run(process.execPath, args, { cwd: folder })).stdout,
    npx: async (...args) => {
      const running = run('npx', ['--no-install', ...args], { cwd: folder });
      running.child.stdin?.end();
      return (await running).stdout;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
