// Preloaded by programs that specs start (`--require`): gives them the packages of bundle-for-specs.cjs as a file each, with the
// code that V8 compiled for the first of them. Reading and compiling hundreds of files takes each of them longer than its work.
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

/** The exports of a bundle: its entries by name. */
function load(bundle) {
  const known = loaded.get(bundle);
  if (known !== undefined) return known;
  const exports = {};
  loaded.set(bundle, exports);
  const source = `(function (exports, require) {${readFileSync(bundle, 'utf8')}\n})`;
  const cachedData = readIfAny(`${bundle}.${process.version}`);
  const script = new vm.Script(source, { filename: bundle, ...(cachedData && { cachedData }) });
  script.runInThisContext()(exports, Module.createRequire(bundle));
  if (!cachedData || script.cachedDataRejected) {
    // At the end, so that it has the functions that were called.
    process.once('exit', () => keep(script, `${bundle}.${process.version}`));
  }
  return exports;
}

function readIfAny(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Complete or absent, whatever runs at the same time. */
function keep(script, file) {
  const temporary = `${file}-${process.pid}`;
  writeFileSync(temporary, script.createCachedData());
  renameSync(temporary, file);
}
