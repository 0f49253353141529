// Writes `exports` and `imports` of package.json from the lists in this file; with --check, only compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const path = resolve(import.meta.dirname, '../package.json');
/** Runtimes that may set the condition `node` as well, but do not have undici or replace it: they are listed before `node`. */
const beforeNode = ['browser', 'workerd', 'deno', 'bun'];
const entries = ['node', 'mock-server', 'relay', 'durable', 'redis', 'stores', 'testing'];

const manifest = JSON.parse(readFileSync(path, 'utf8'));
const expected = { exports: createExports(), imports: createImports() };
const differing = Object.keys(expected).filter(
  (field) => JSON.stringify(manifest[field]) !== JSON.stringify(expected[field]),
);

if (!process.argv.includes('--check')) {
  writeFileSync(path, `${JSON.stringify({ ...manifest, ...expected }, null, 2)}\n`);
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

/** Returns the conditions of an ES module entry. Under `node`, the modules of the entry are joined into one file. */
function esm(file, bundle) {
  const modules = `./dist/esm/${file}`;
  return {
    types: `./dist/esm/${types(file)}`,
    ...underEach(beforeNode, modules),
    node: `./dist/node/${bundle}.js`,
    default: modules,
  };
}

function createImports() {
  const getContextFile = (suffix) => `./dist/esm/async-context/capture-context${suffix}.js`;
  const plainReader = './dist/esm/sse/frame-reader.browser.js';
  const fastReader = './dist/esm/sse/frame-reader.js';
  return {
    '#default-transport': withNodeVersion('node/default-transport.js', 'transport/default-transport.js'),
    '#check-request': withNodeVersion('node/check-request.js', 'validation/check-request.js'),
    '#default-circuit-breaker': {
      ...underEach(['browser', 'workerd'], './dist/esm/limits/default-circuit-breaker.browser.js'),
      default: './dist/esm/limits/default-circuit-breaker.js',
    },
    '#keep-shapes': withNodeVersion('client/keep-shapes.js', 'client/keep-shapes.browser.js'),
    '#append-text': withBrowserVersion('reducer/append-text'),
    '#frame-parser': withBrowserVersion('sse/frame-parser'),
    '#connection-error': withBrowserVersion('transport/connection-error'),
    '#redact-error': withBrowserVersion('transport/redact-error'),
    '#redactor': withBrowserVersion('request/redactor'),
    '#unknown-option': withBrowserVersion('options/unknown-option'),
    '#partitioner': withBrowserVersion('client/partitioner'),
    '#fair-slots': withBrowserVersion('limits/fair-slots'),
    '#bounded-map': withBrowserVersion('limits/bounded-map'),
    '#partition-map': withBrowserVersion('limits/partition-map'),
    '#abort-on': withBrowserVersion('request/abort-on'),
    '#check-headers': withBrowserVersion('request/check-headers'),
    '#fetch-headers': withBrowserVersion('transport/fetch-headers'),
    '#environment': withBrowserVersion('request/environment'),
    '#byte-store': withBrowserVersion('response/byte-store'),
    '#parse-json': withBrowserVersion('json/parse-json'),
    '#json-depth': withBrowserVersion('json/json-depth'),
    '#lasting-failures': withBrowserVersion('errors/lasting-failures'),
    '#frame-reader': {
      ...underEach(['browser', 'workerd'], plainReader),
      ...underEach(['deno', 'bun', 'node'], fastReader),
      default: plainReader,
    },
    '#capture-context': {
      workerd: getContextFile('.workerd'),
      browser: getContextFile('.browser'),
      ...underEach(['deno', 'bun', 'node'], getContextFile('')),
      default: getContextFile('.browser'),
    },
    '#load': './dist/esm/node/load.js',
  };
}

/**
 * Returns the conditions of a module with a smaller version for browsers. `workerd` comes first: bundlers for workers also set
 * `browser`, and the first condition that matches wins.
 */
function withBrowserVersion(module) {
  const full = `./dist/esm/${module}.js`;
  return { workerd: full, browser: `./dist/esm/${module}.browser.js`, default: full };
}

function withNodeVersion(inNode, elsewhere) {
  return {
    ...underEach(beforeNode, `./dist/esm/${elsewhere}`),
    node: `./dist/esm/${inNode}`,
    default: `./dist/esm/${elsewhere}`,
  };
}

function underEach(conditions, target) {
  return Object.fromEntries(conditions.map((condition) => [condition, target]));
}

function types(file) {
  return file.replace(/\.js$/, '.d.ts');
}
