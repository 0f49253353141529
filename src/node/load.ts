import { createRequire } from 'node:module';

/**
 * Loads heavy modules synchronously on first use. The CommonJS build has its own version of this file; a CommonJS bundle of a
 * program has this one, with `__filename` instead of `import.meta.url`.
 */
export const load = {
  undici: () => getRequire()('undici') as typeof import('undici'),
  zod: () => getRequire()('zod/mini') as typeof import('zod/mini'),
};

function getRequire(): NodeJS.Require {
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
}
