// `npm run test:redis`: the specs of spec/redis-server/, which start a redis-server.
const node = require('./jest.node.cjs');

module.exports = {
  ...node,
  displayName: 'redis',
  testMatch: ['<rootDir>/spec/redis-server/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
