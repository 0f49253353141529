// What Jest runs a spec file in, without two costs that grow with the number of files that a worker has run.
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// Jest compiles each module again for each file. Here a worker compiles it once, and V8 keeps what it learns of it. A module that
// imports others while it runs needs the loader of its own file.
const { compileFunction } = vm;
const compiled = new Map();
vm.compileFunction = (source, parameters, options) => {
  if (source.includes('import(')) return compileFunction(source, parameters, options);
  const { filename, parsingContext } = options;
  let known = compiled.get(filename);
  if (known?.source !== source) {
    const head = `(function (${parameters.join(', ')}) {`;
    const script = new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
    known = { source, script };
    compiled.set(filename, known);
  }
  return known.script.runInContext(parsingContext);
};

// Jest makes an AsyncLocalStorage for each file and never disables it, and Node 20 tells each one of every promise and callback: the
// hundredth file of a worker paid for a hundred.
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
