import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** The tarball that npm would publish. */
export interface Tarball {
  readonly filename: string;
  /** The files in the tarball. */
  readonly files: readonly { readonly path: string }[];
}

/** Packs the package into a folder. */
export async function pack(folder: string): Promise<Tarball> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: resolve(__dirname, '../..'),
  });
  const [tarball] = JSON.parse(stdout) as [Tarball];
  return tarball;
}
