// The specs of everything but Angular, in Node; specs of the packed package and of browsers build on it.
// ts-jest only transpiles, as `isolatedModules` in spec/tsconfig.json says; config/type-check-reporter.cjs checks the types.
const bundles = require('./bundle-for-specs.cjs');
const src = require('./transpile-for-specs.cjs');

module.exports = {
  displayName: 'node',
  rootDir: '..',
  testEnvironment: 'node',
  testTimeout: 90_000,
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/(angular|browser|package)/'],
  modulePathIgnorePatterns: ['<rootDir>/(dist|temp|examples/angular-chat/(dist|node_modules))/'],
  moduleNameMapper: {
    ...bundles,
    '^venice-rx$': `${src}/index`,
    '^venice-rx/(.*)$': `${src}/$1/index`,
    '^#default-transport$': `${src}/node/default-transport`,
    '^#check-request$': `${src}/node/check-request`,
    '^#default-circuit-breaker$': `${src}/limits/default-circuit-breaker`,
    '^#append-text$': `${src}/reducer/append-text`,
    '^#frame-parser$': `${src}/sse/frame-parser`,
    '^#redact-error$': `${src}/transport/redact-error`,
    '^#redactor$': `${src}/request/redactor`,
    '^#partitioner$': `${src}/client/partitioner`,
    '^#fair-places$': `${src}/limits/fair-places`,
    '^#bounded-map$': `${src}/limits/bounded-map`,
    '^#partition-map$': `${src}/limits/partition-map`,
    '^#abort-on$': `${src}/request/abort-on`,
    '^#frame-reader$': `${src}/sse/frame-reader`,
    '^#capture-context$': `${src}/async-context/capture-context`,
    '^#load$': `${src}/node/load-commonjs`,
    '^(?:\\.{1,2}/)+src/(.*?)(?:\\.js)?$': `${src}/$1`,
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/spec/tsconfig.json' }] },
};
