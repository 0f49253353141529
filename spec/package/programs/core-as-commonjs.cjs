// Runs core.cjs with the package as CommonJS.
const checkCore = require('./core.cjs');

checkCore({
  main: require('venice-rx'),
  node: require('venice-rx/node'),
  server: require('venice-rx/mock-server'),
  rxjs: require('rxjs'),
}).then((checks) => console.log(checks));
