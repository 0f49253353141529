// A runtime of Jest that resolves, reads and compiles each module once per worker, and disables the AsyncLocalStorages of a spec
// file when the file ends.
const { AsyncLocalStorage } = require('node:async_hooks');
const { statSync } = require('node:fs');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// Jest compiles each module again for each spec file, but a script can run in many contexts. A module with `import()` is compiled
// again, since it needs the loader of its spec file.
const { compileFunction } = vm;
const compiled = new Map();
vm.compileFunction = (source, parameters, options) => {
  if (options?.parsingContext === undefined || source.includes('import(')) {
    return compileFunction(source, parameters, options);
  }
  const { filename, parsingContext } = options;
  const head = `(function (${parameters.join(', ')}) {`;
  let compiledModule = compiled.get(filename);
  if (compiledModule?.source !== source || compiledModule.head !== head) {
    const script = new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
    compiledModule = { source, head, script };
    compiled.set(filename, compiledModule);
  }
  return compiledModule.script.runInContext(parsingContext);
};

// Jest creates an AsyncLocalStorage for each spec file, and does not disable it. Node 20 notifies each enabled AsyncLocalStorage of
// each promise, which makes a worker slower with each file.
const inUse = new Set();
for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    inUse.add(this);
    return Reflect.apply(original, this, args);
  };
}

// Jest resolves each import again for each spec file, and tests every pattern of `moduleNameMapper` three times for it. Jest creates
// a new resolver when files are added or deleted, so the results are kept per resolver.
const resolutions = new WeakMap();
function rememberResolution(resolution) {
  let resultsByMethod = resolutions.get(resolution.resolver);
  if (resultsByMethod === undefined) resolutions.set(resolution.resolver, (resultsByMethod = {}));
  const conditions = resolution.cjsConditions.join();
  for (const name of ['resolveCjs', 'getCjsMockModule', 'isCoreModule']) {
    const results = (resultsByMethod[`${name} ${conditions}`] ??= new Map());
    resolution[name] = remember(resolution[name].bind(resolution), results);
  }
}

function remember(call, results) {
  return (first, second) => {
    let resultsBySecond = results.get(first);
    if (resultsBySecond === undefined) results.set(first, (resultsBySecond = new Map()));
    let result = resultsBySecond.get(second);
    if (result === undefined) resultsBySecond.set(second, (result = call(first, second)));
    return result;
  };
}

// Jest reads each module again for each spec file. The modification time matters only with `--watch`, where a file can change between
// two runs of one process.
const isWatching = process.argv.some((argument) => argument.startsWith('--watch'));
const transforms = new Map();
function rememberTransforms(cache, project) {
  const original = cache.transform.bind(cache);
  cache.transform = (filename, options) => {
    const key = `${project}\0${options?.isInternalModule}\0${filename}`;
    const mtimeMs = isWatching && statSync(filename).mtimeMs;
    const cached = transforms.get(key);
    if (cached?.mtimeMs !== mtimeMs) {
      const code = original(filename, options);
      transforms.set(key, { mtimeMs, code, file: cache.transforms.get(filename) });
      return code;
    }
    const { code, file } = cached;
    if (file !== undefined) cache.transforms.set(filename, file);
    if (file?.sourceMapPath) cache.sourceMaps.set(filename, file.sourceMapPath);
    return code;
  };
}

module.exports = class extends Runtime {
  constructor(config, ...rest) {
    super(config, ...rest);
    rememberResolution(this._resolution);
    rememberTransforms(this.transformCache, config.id);
  }

  teardown() {
    for (const storage of inUse) storage.disable();
    inUse.clear();
    return super.teardown();
  }
};
