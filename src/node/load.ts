import { createRequire } from 'node:module';

/**
 * Loads heavy modules synchronously on first use. The CommonJS build replaces this file. But a bundler that writes CommonJS may
 * include it: then there is `__filename`, and `import.meta.url` is empty.
 */
export const load = {
  undici: () => getRequire()('undici') as typeof import('undici'),
  zod: () => getRequire()('zod/mini') as typeof import('zod/mini'),
};

function getRequire(): NodeJS.Require {
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
}
