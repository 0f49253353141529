// Angular is published as ES modules only, and Jest runs CommonJS: esbuild makes the one of the other.
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

module.exports = {
  getCacheKey: (code, path) => createHash('sha1').update([version, path, code].join('\0')).digest('hex'),
  process: (code, path) => ({
    code: transformSync(code, { format: 'cjs', target: 'node20', sourcefile: path }).code,
  }),
};
