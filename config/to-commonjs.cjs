// TypeScript and ES modules as CommonJS, for Jest. esbuild transpiles a file in a millisecond, which takes ts-jest thirty in each
// worker of a fresh clone; spec files that call `jest.mock` go through ts-jest, which moves these calls before the imports.
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

const mocks = /\bjest\.mock\(/;
let tsJest;

module.exports = {
  getCacheKey: (code, path) => createHash('sha1').update([version, path, code].join('\0')).digest('hex'),
  process: (code, path, options) => {
    if (mocks.test(code)) {
      tsJest ??= require('ts-jest').default.createTransformer({ tsconfig: '<rootDir>/spec/tsconfig.json' });
      return tsJest.process(code, path, options);
    }
    return transformSync(code, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false },
      sourcefile: path,
      sourcemap: 'external',
      sourcesContent: false,
    });
  },
};
