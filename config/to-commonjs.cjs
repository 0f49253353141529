// TypeScript and ES modules as CommonJS, for Jest. esbuild transpiles a file in a millisecond, which takes ts-jest thirty in each
// worker of a fresh clone. ts-jest takes files that call `jest.mock`, since it moves these calls before the imports, and one whose
// comments a spec reads.
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

const needsTsJest = (code, path) =>
  /\bjest\.mock\(/.test(code) || path.endsWith('operators/registry/cases.ts');
let tsJest;

module.exports = {
  getCacheKey: (code, path) =>
    createHash('sha1')
      .update([version, needsTsJest(code, path), path, code].join('\0'))
      .digest('hex'),
  process: (code, path, options) => {
    if (needsTsJest(code, path)) {
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
