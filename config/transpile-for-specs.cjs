// The sources as CommonJS in temp/, transpiled by esbuild in a fraction of a second: ts-jest would take 30 ms for each file in
// each worker of a fresh clone. Specs themselves go through ts-jest. `--watch` and `--coverage` use the sources, since Jest
// finds the specs of a changed file by its imports.
const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } = require('node:fs');
const { relative, resolve } = require('node:path');
const { buildSync } = require('esbuild');

const root = resolve(require.resolve('../package.json'), '..');
const sources = resolve(root, 'src');
const needsSources = process.argv.some((argument) =>
  /^(-o|--(watch|watchAll|coverage|onlyChanged|findRelatedTests))$/.test(argument),
);

/** Where Jest finds the modules of src/. */
module.exports = needsSources ? '<rootDir>/src' : `<rootDir>/${relative(root, transpile())}`;

function transpile() {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ts$/.test(name),
  );
  const changedAt = Math.max(
    ...files.map((name) => statSync(resolve(sources, name)).mtimeMs),
    statSync(require.resolve('./transpile-for-specs.cjs')).mtimeMs,
  );
  const parent = resolve(root, 'temp/specs');
  const folder = resolve(parent, `${Math.round(changedAt)}-${files.length}`, 'src');
  if (existsSync(folder)) return folder;
  // Complete or absent, whatever runs at the same time.
  const temporary = resolve(parent, `${process.pid}`);
  mkdirSync(temporary, { recursive: true });
  buildSync({
    entryPoints: files.map((name) => resolve(sources, name)),
    outbase: root,
    outdir: temporary,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    sourcesContent: false,
    minifyWhitespace: true,
    logOverride: { 'empty-import-meta': 'silent' },
  });
  mkdirSync(resolve(folder, '..'), { recursive: true });
  try {
    renameSync(resolve(temporary, 'src'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  rmSync(temporary, { recursive: true, force: true });
  // Another run may still use the one before.
  const older = readdirSync(parent).sort().slice(0, -2);
  for (const name of older) rmSync(resolve(parent, name), { recursive: true, force: true });
  return folder;
}
