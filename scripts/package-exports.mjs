// Writes `exports` and `imports` of package.json, whose lists of conditions are kept here; `--check` only compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const path = resolve(import.meta.dirname, '../package.json');
/** Runtimes that set the condition `node` as well, while their undici is another one, or none: they come before it. */
const beforeNode = ['browser', 'workerd', 'deno', 'bun'];
const entries = ['node', 'mock-server', 'relay', 'durable', 'redis', 'stores', 'testing'];

const manifest = JSON.parse(readFileSync(path, 'utf8'));
const wanted = { exports: createExports(), imports: createImports() };
const differing = Object.keys(wanted).filter(
  (field) => JSON.stringify(manifest[field]) !== JSON.stringify(wanted[field]),
);

if (!process.argv.includes('--check')) {
  writeFileSync(path, `${JSON.stringify({ ...manifest, ...wanted }, null, 2)}\n`);
} else if (differing.length > 0) {
  console.error(`${differing.join(' and ')} in package.json differ: run node scripts/package-exports.mjs`);
  process.exitCode = 1;
}

function createExports() {
  return {
    '.': entry('index.js', 'index'),
    ...Object.fromEntries(entries.map((name) => [`./${name}`, entry(`${name}/index.js`, name)])),
    // Angular itself is published as ES modules only.
    './angular': esm('angular/index.js', 'angular'),
    './package.json': './package.json',
  };
}

function entry(file, bundle) {
  const commonjs = { types: `./dist/commonjs/${types(file)}`, default: `./dist/commonjs/${file}` };
  return { import: esm(file, bundle), require: commonjs };
}

/** Node gets the modules of an entry joined into one file. */
function esm(file, bundle) {
  const modules = `./dist/esm/${file}`;
  return {
    types: `./dist/esm/${types(file)}`,
    ...everywhere(beforeNode, modules),
    node: `./dist/node/${bundle}.js`,
    default: modules,
  };
}

function createImports() {
  const getContextFile = (twin) => `./dist/esm/async-context/capture-context${twin}.js`;
  const plainReader = './dist/esm/sse/frame-reader.browser.js';
  const quickReader = './dist/esm/sse/frame-reader.js';
  return {
    '#default-transport': nodeOr('node/default-transport.js', 'transport/default-transport.js'),
    '#check-request': nodeOr('node/check-request.js', 'validation/check-request.js'),
    '#default-circuit-breaker': {
      ...everywhere(['browser', 'workerd'], './dist/esm/limits/default-circuit-breaker.browser.js'),
      default: './dist/esm/limits/default-circuit-breaker.js',
    },
    '#keep-shapes': nodeOr('client/keep-shapes.js', 'client/keep-shapes.browser.js'),
    '#append-text': inPagesOr('reducer/append-text'),
    '#frame-parser': inPagesOr('sse/frame-parser'),
    '#connection-error': inPagesOr('transport/connection-error'),
    '#redact-error': inPagesOr('transport/redact-error'),
    '#redactor': inPagesOr('request/redactor'),
    '#unknown-option': inPagesOr('options/unknown-option'),
    '#partitioner': inPagesOr('client/partitioner'),
    '#fair-slots': inPagesOr('limits/fair-slots'),
    '#bounded-map': inPagesOr('limits/bounded-map'),
    '#partition-map': inPagesOr('limits/partition-map'),
    '#abort-on': inPagesOr('request/abort-on'),
    '#check-headers': inPagesOr('request/check-headers'),
    '#fetch-headers': inPagesOr('transport/fetch-headers'),
    '#environment': inPagesOr('request/environment'),
    '#byte-store': inPagesOr('response/byte-store'),
    '#parse-json': inPagesOr('json/parse-json'),
    '#json-depth': inPagesOr('json/json-depth'),
    '#lasting-failures': inPagesOr('errors/lasting-failures'),
    '#frame-reader': {
      ...everywhere(['browser', 'workerd'], plainReader),
      ...everywhere(['deno', 'bun', 'node'], quickReader),
      default: plainReader,
    },
    '#capture-context': {
      workerd: getContextFile('.workerd'),
      browser: getContextFile('.browser'),
      ...everywhere(['deno', 'bun', 'node'], getContextFile('')),
      default: getContextFile('.browser'),
    },
    '#load': './dist/esm/node/load.js',
  };
}

/**
 * A module that has a smaller twin for pages, which have one user. `workerd` comes first: bundlers for workers also set `browser`,
 * and the first condition that matches wins.
 */
function inPagesOr(module) {
  const full = `./dist/esm/${module}.js`;
  return { workerd: full, browser: `./dist/esm/${module}.browser.js`, default: full };
}

function nodeOr(inNode, elsewhere) {
  return {
    ...everywhere(beforeNode, `./dist/esm/${elsewhere}`),
    node: `./dist/esm/${inNode}`,
    default: `./dist/esm/${elsewhere}`,
  };
}

function everywhere(conditions, target) {
  return Object.fromEntries(conditions.map((condition) => [condition, target]));
}

function types(file) {
  return file.replace(/\.js$/, '.d.ts');
}
