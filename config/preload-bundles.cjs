// Programs that specs start load this file with `--require`. It replaces packages with the bundles of bundle-for-specs.cjs, and uses the
// compiled code that the first program has cached. Otherwise each program would mostly read and compile modules.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');
const bundles = require('./bundle-for-specs.cjs');

const loaded = new Map();

for (const [pattern, file] of Object.entries(bundles)) {
  const name = pattern.slice(1, -1);
  const filename = require.resolve(name);
  let module;
  Object.defineProperty(Module._cache, filename, {
    configurable: true,
    enumerable: true,
    get: () => (module ??= createModule(filename, name, `${dirname(file)}/all.cjs`)),
  });
}

function createModule(filename, name, bundle) {
  const module = new Module(filename);
  module.filename = filename;
  module.exports = load(bundle)[name];
  module.loaded = true;
  return module;
}

/** Returns the exports of a bundle: its entries by name. */
function load(bundle) {
  const loadedExports = loaded.get(bundle);
  if (loadedExports !== undefined) return loadedExports;
  const exports = {};
  loaded.set(bundle, exports);
  const source = `(function (exports, require) {${readFileSync(bundle, 'utf8')}\n})`;
  const cachedData = readIfExists(`${bundle}.${process.version}`);
  const script = new vm.Script(source, { filename: bundle, ...(cachedData && { cachedData }) });
  script.runInThisContext()(exports, Module.createRequire(bundle));
  if (!cachedData || script.cachedDataRejected) {
    // On exit, so that the cache has the code of the functions that were called.
    process.once('exit', () => saveCompiledCode(script, `${bundle}.${process.version}`));
  }
  return exports;
}

function readIfExists(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Renames the file when it is complete, so that another process does not read an incomplete file. */
function saveCompiledCode(script, file) {
  const temporary = `${file}-${process.pid}`;
  writeFileSync(temporary, script.createCachedData());
  renameSync(temporary, file);
}
