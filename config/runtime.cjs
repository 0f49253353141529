// A runtime of Jest that compiles each module once per worker, and disables the AsyncLocalStorages of a spec file after it.
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// Jest compiles each module again for each file. A script can run in many contexts; only a module with `import()` needs the loader
// of its own file.
const { compileFunction } = vm;
const compiled = new Map();
vm.compileFunction = (source, parameters, options) => {
  if (options?.parsingContext === undefined || source.includes('import(')) {
    return compileFunction(source, parameters, options);
  }
  const { filename, parsingContext } = options;
  const head = `(function (${parameters.join(', ')}) {`;
  let known = compiled.get(filename);
  if (known?.source !== source || known.head !== head) {
    const script = new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
    known = { source, head, script };
    compiled.set(filename, known);
  }
  return known.script.runInContext(parsingContext);
};

// Jest makes an AsyncLocalStorage for each file and never disables it. Node 20 notifies every enabled one of every promise, which
// makes a worker slower with each file.
const inUse = new Set();
for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    inUse.add(this);
    return Reflect.apply(original, this, args);
  };
}

module.exports = class extends Runtime {
  teardown() {
    for (const storage of inUse) storage.disable();
    inUse.clear();
    return super.teardown();
  }
};
