// `npm run test:package`: the specs of spec/package/, which install the packed tarball.
const node = require('./jest.node.cjs');

module.exports = {
  ...node,
  displayName: 'package',
  testMatch: ['<rootDir>/spec/package/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
