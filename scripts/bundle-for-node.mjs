// Joins the ESM modules of dist into one file for each entry, and files with the modules that entries share: importing hundreds of
// small files takes Node longer than running them. The condition `node` and the command-line program use these files; bundlers for
// browsers get one file per module.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/** Bundles the modules of `esm` in `folder`, and writes the bundles to `node` in `folder`. */
export async function bundleForNode(folder) {
  const { bin, exports, imports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const inside = (path) => resolve(folder, path.replace(/^\.\/dist\//, ''));
  const entries = Object.values(exports)
    .map((target) => target.import ?? target)
    .filter(({ node }) => node);
  const toName = (path) => /^\.\/dist\/node\/(.*)\.js$/.exec(path)[1];
  await build({
    entryPoints: {
      ...Object.fromEntries(entries.map((target) => [toName(target.node), inside(target.default)])),
      [toName(`./${bin['venice-rx']}`)]: inside('./dist/esm/cli/venice-rx.js'),
    },
    // esbuild writes paths into comments; relative to `folder`, whose name is new in each build, they are always the same.
    absWorkingDir: folder,
    outdir: resolve(folder, 'node'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    packages: 'external',
    charset: 'utf8',
    logLevel: 'warning',
    tsconfigRaw: {},
    plugins: [
      {
        name: 'imports-under-the-condition-node',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^#/ }, ({ path }) => {
            const target = imports[path];
            return { path: inside(typeof target === 'string' ? target : (target.node ?? target.default)) };
          });
        },
      },
    ],
  });
}
