// What a user of CommonJS loads, and what has to work with it.
const checkCore = require('./core.cjs');

checkCore({
  main: require('venice-rx'),
  node: require('venice-rx/node'),
  server: require('venice-rx/mock-server'),
  rxjs: require('rxjs'),
}).then((checks) => console.log(checks));
