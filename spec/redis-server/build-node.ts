import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Builds the program of a node before the tests of a file, and returns its path. */
export function buildNode(source: string): string {
  const folder = resolve(__dirname, '../../temp', `redis-nodes-${process.pid}`);
  const program = resolve(folder, 'node.js');
  beforeAll(() => {
    // The output is in the folder of the package, so that `venice-rx` resolves to its build.
    buildSync({
      entryPoints: [resolve(__dirname, source)],
      outfile: program,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return program;
}
