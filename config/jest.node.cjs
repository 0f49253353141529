// The specs of everything but Angular, in Node; specs of the packed package and of browsers build on it.
// Files are only transpiled; config/type-check-reporter.cjs checks the types.
const bundles = require('./bundle-for-specs.cjs');

module.exports = {
  displayName: 'node',
  rootDir: '..',
  testEnvironment: 'node',
  runtime: '<rootDir>/config/runtime.cjs',
  testTimeout: 90_000,
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/(angular|browser|package)/'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/(dist|temp|examples/angular-chat/(dist|node_modules))/'],
  moduleNameMapper: {
    ...bundles,
    '^venice-rx$': '<rootDir>/src/index.ts',
    '^venice-rx/(.*)$': '<rootDir>/src/$1/index.ts',
    '^#default-transport$': '<rootDir>/src/node/default-transport.ts',
    '^#check-request$': '<rootDir>/src/node/check-request.ts',
    '^#default-circuit-breaker$': '<rootDir>/src/limits/default-circuit-breaker.ts',
    '^#append-text$': '<rootDir>/src/reducer/append-text.ts',
    '^#frame-parser$': '<rootDir>/src/sse/frame-parser.ts',
    '^#connection-error$': '<rootDir>/src/transport/connection-error.ts',
    '^#redact-error$': '<rootDir>/src/transport/redact-error.ts',
    '^#redactor$': '<rootDir>/src/request/redactor.ts',
    '^#unknown-option$': '<rootDir>/src/options/unknown-option.ts',
    '^#partitioner$': '<rootDir>/src/client/partitioner.ts',
    '^#fair-places$': '<rootDir>/src/limits/fair-places.ts',
    '^#bounded-map$': '<rootDir>/src/limits/bounded-map.ts',
    '^#partition-map$': '<rootDir>/src/limits/partition-map.ts',
    '^#abort-on$': '<rootDir>/src/request/abort-on.ts',
    '^#frame-reader$': '<rootDir>/src/sse/frame-reader.ts',
    '^#capture-context$': '<rootDir>/src/async-context/capture-context.ts',
    '^#load$': '<rootDir>/src/node/load-commonjs.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '\\.ts$': '<rootDir>/config/to-commonjs.cjs' },
};
