// Like core-in-other-runtimes-as-esm.mjs, with the package as CommonJS.
const condition = require('condition-of-runtime');
const checkCore = require('./core-in-other-runtimes.cjs');

checkCore({
  main: require('venice-rx'),
  relay: require('venice-rx/relay'),
  rxjs: require('rxjs'),
}).then((result) =>
  console.log(JSON.stringify({ ...result, condition, file: require.resolve('venice-rx') })),
);
