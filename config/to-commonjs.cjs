// Transpiles TypeScript and ES modules to CommonJS for Jest. esbuild takes 1 ms per file, and ts-jest 30 ms. Only ts-jest moves calls of
// `jest.mock` before the imports, and keeps comments, which a spec reads in cases.ts. So it transpiles these two kinds of files.
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
