// Jest loads every module again for every spec file, and takes longer to read hundreds of small modules than to run them. So this file
// bundles each of these packages into one file in temp/, and the specs use the bundles.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { resolve } = require('node:path');

const root = resolve(require.resolve('../package.json'), '..');
/** Part of the name of a bundle, so that bundles of an earlier version of this file are not used. */
const ownHash = createHash('sha1')
  .update(readFileSync(require.resolve('./bundle-for-specs.cjs')))
  .digest('hex')
  .slice(0, 8);
/** The entries of each package, which share their modules. */
const packages = {
  rxjs: ['rxjs', 'rxjs/operators', 'rxjs/testing'],
  'fast-check': ['fast-check'],
  undici: ['undici'],
  zod: ['zod', 'zod/mini'],
};

/** The file of each entry, for `moduleNameMapper`. Loading this module writes the bundles that are missing. */
module.exports = Object.fromEntries(
  Object.entries(packages).flatMap(([name, entries]) => {
    const { version } = require(`${root}/node_modules/${name}/package.json`);
    const folder = resolve(root, 'temp/bundles', `${name}-${version}-${ownHash}`);
    if (!existsSync(folder)) bundle(folder, entries);
    return entries.map((entry) => [`^${entry}$`, resolve(folder, toFileName(entry))]);
  }),
);

function bundle(folder, entries) {
  const { buildSync } = require('esbuild');
  // The folder is renamed when it is complete, so that another process does not read an incomplete one.
  const temporary = `${folder}-${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  buildSync({
    stdin: {
      // An entry is evaluated when it is used, so that a spec with zod/mini does not load zod.
      contents: entries
        .map((entry) => `Object.defineProperty(exports, '${entry}', { get: () => require('${entry}') });`)
        .join('\n'),
      resolveDir: root,
    },
    outfile: resolve(temporary, 'all.cjs'),
    bundle: true,
    platform: 'node',
    // If a package has both ES modules and CommonJS, the bundle of its ES modules is faster.
    conditions: ['import'],
    mainFields: ['module', 'main'],
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: true,
    keepNames: false,
    // undici reads this global only in its functions for cookies, but in Node reading it loads all of `fetch`.
    define: { 'globalThis.Headers': 'undefined' },
  });
  for (const entry of entries) {
    writeFileSync(
      resolve(temporary, toFileName(entry)),
      `module.exports = require('./all.cjs')['${entry}'];\n`,
    );
  }
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function toFileName(entry) {
  return `${entry.replace('/', '-')}.cjs`;
}
