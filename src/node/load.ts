import { createRequire } from 'node:module';

/**
 * Loads heavy modules synchronously on first use. `load-commonjs.ts` replaces this file in the CommonJS build. But if a bundler
 * converts this file to CommonJS, `import.meta.url` is empty, and `__filename` exists.
 */
export const load = {
  undici: () => getRequire()('undici') as typeof import('undici'),
  zod: () => getRequire()('zod/mini') as typeof import('zod/mini'),
};

function getRequire(): NodeJS.Require {
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
}
