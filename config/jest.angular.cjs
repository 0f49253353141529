// The specs of `venice-rx/angular`, in jsdom, with what `imports` of package.json choose for a browser.
const node = require('./jest.node.cjs');
const src = require('./transpile-for-specs.cjs');

module.exports = {
  ...node,
  displayName: 'angular',
  testEnvironment: '<rootDir>/config/jsdom-with-encoders.cjs',
  testMatch: ['<rootDir>/spec/angular/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFilesAfterEnv: ['<rootDir>/spec/angular/support/set-up.ts'],
  moduleNameMapper: {
    ...node.moduleNameMapper,
    '^#default-transport$': `${src}/transport/default-transport`,
    '^#check-request$': `${src}/validation/check-request`,
    '^#default-circuit-breaker$': `${src}/limits/default-circuit-breaker.browser`,
    '^#capture-context$': `${src}/async-context/capture-context.browser`,
    '^#append-text$': `${src}/reducer/append-text.browser`,
    '^#frame-parser$': `${src}/sse/frame-parser.browser`,
    '^#redact-error$': `${src}/transport/redact-error.browser`,
    '^#redactor$': `${src}/request/redactor.browser`,
    '^#partitioner$': `${src}/client/partitioner.browser`,
    '^#fair-places$': `${src}/limits/fair-places.browser`,
    '^#bounded-map$': `${src}/limits/bounded-map.browser`,
    '^#partition-map$': `${src}/limits/partition-map.browser`,
    '^#abort-on$': `${src}/request/abort-on.browser`,
    '^#frame-reader$': `${src}/sse/frame-reader.browser`,
  },
  transform: { ...node.transform, '\\.mjs$': '<rootDir>/config/modules-to-commonjs.cjs' },
  transformIgnorePatterns: ['/node_modules/(?!@angular/)'],
};
