// The specs of `venice-rx/angular`, in jsdom, with what `imports` of package.json choose for a browser.
const node = require('./jest.node.cjs');

module.exports = {
  ...node,
  displayName: 'angular',
  testEnvironment: '<rootDir>/config/jsdom-with-encoders.cjs',
  testMatch: ['<rootDir>/spec/angular/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFilesAfterEnv: ['<rootDir>/spec/angular/support/set-up.ts'],
  moduleNameMapper: {
    ...node.moduleNameMapper,
    '^#default-transport$': '<rootDir>/src/transport/default-transport.ts',
    '^#check-request$': '<rootDir>/src/validation/check-request.ts',
    '^#default-circuit-breaker$': '<rootDir>/src/limits/default-circuit-breaker.browser.ts',
    '^#capture-context$': '<rootDir>/src/async-context/capture-context.browser.ts',
    '^#keep-shapes$': '<rootDir>/src/client/keep-shapes.browser.ts',
    '^#append-text$': '<rootDir>/src/reducer/append-text.browser.ts',
    '^#frame-parser$': '<rootDir>/src/sse/frame-parser.browser.ts',
    '^#connection-error$': '<rootDir>/src/transport/connection-error.browser.ts',
    '^#redact-error$': '<rootDir>/src/transport/redact-error.browser.ts',
    '^#redactor$': '<rootDir>/src/request/redactor.browser.ts',
    '^#unknown-option$': '<rootDir>/src/options/unknown-option.browser.ts',
    '^#partitioner$': '<rootDir>/src/client/partitioner.browser.ts',
    '^#fair-places$': '<rootDir>/src/limits/fair-places.browser.ts',
    '^#bounded-map$': '<rootDir>/src/limits/bounded-map.browser.ts',
    '^#partition-map$': '<rootDir>/src/limits/partition-map.browser.ts',
    '^#abort-on$': '<rootDir>/src/request/abort-on.browser.ts',
    '^#frame-reader$': '<rootDir>/src/sse/frame-reader.browser.ts',
  },
  transform: { ...node.transform, '\\.mjs$': '<rootDir>/config/to-commonjs.cjs' },
  transformIgnorePatterns: ['/node_modules/(?!@angular/)'],
};
