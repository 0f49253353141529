// Jest loads every module again for every spec file, and reading hundreds of small ones takes it longer than running them. So the
// specs get these packages joined into a file each, in temp/; what they do is the same.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { resolve } = require('node:path');

const root = resolve(require.resolve('../package.json'), '..');
/** Changes with this file, so that a bundle that an earlier version of it wrote is not used. */
const layout = createHash('sha1')
  .update(readFileSync(require.resolve('./bundle-for-specs.cjs')))
  .digest('hex')
  .slice(0, 8);
/** The entries of each package; those of one package share their modules. */
const packages = {
  rxjs: ['rxjs', 'rxjs/operators', 'rxjs/testing'],
  'fast-check': ['fast-check'],
  undici: ['undici'],
  zod: ['zod', 'zod/mini'],
};

/** For `moduleNameMapper`: where the entries are. Bundles those that are missing. */
module.exports = Object.fromEntries(
  Object.entries(packages).flatMap(([name, entries]) => {
    const { version } = require(`${root}/node_modules/${name}/package.json`);
    const folder = resolve(root, 'temp/bundles', `${name}-${version}-${layout}`);
    if (!existsSync(folder)) bundle(folder, entries);
    return entries.map((entry) => [`^${entry}$`, resolve(folder, fileOf(entry))]);
  }),
);

function bundle(folder, entries) {
  const { buildSync } = require('esbuild');
  // Complete or absent, whatever runs at the same time.
  const temporary = `${folder}-${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  buildSync({
    stdin: {
      // Each entry runs only where it is used: zod/mini must not cost what zod does.
      contents: entries
        .map((entry) => `Object.defineProperty(exports, '${entry}', { get: () => require('${entry}') });`)
        .join('\n'),
      resolveDir: root,
    },
    outfile: resolve(temporary, 'all.cjs'),
    bundle: true,
    platform: 'node',
    // Modules of a package that has both kinds run faster as ES modules.
    conditions: ['import'],
    mainFields: ['module', 'main'],
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: true,
    keepNames: false,
    // undici compares with this global in its functions for cookies only, but in Node reading it loads all of `fetch`.
    define: { 'globalThis.Headers': 'undefined' },
  });
  for (const entry of entries) {
    writeFileSync(resolve(temporary, fileOf(entry)), `module.exports = require('./all.cjs')['${entry}'];\n`);
  }
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function fileOf(entry) {
  return `${entry.replace('/', '-')}.cjs`;
}
