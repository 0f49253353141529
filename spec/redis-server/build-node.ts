import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Builds a program for processes of their own, before all specs of a file; returns its path. */
export function buildNode(source: string): string {
  const folder = resolve(__dirname, '../../temp', `redis-nodes-${process.pid}`);
  const program = resolve(folder, 'node.js');
  beforeAll(() => {
    // In the package, so that `venice-rx` is what is built.
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
