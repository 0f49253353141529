// `npm run test:browser`: the specs of spec/browser/, which run in Chromium.
const node = require('./jest.node.cjs');

module.exports = {
  ...node,
  displayName: 'browser',
  testMatch: ['<rootDir>/spec/browser/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
