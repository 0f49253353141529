import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loads heavy modules synchronously on first use. The CommonJS build has its own version of this file. */
export const load = {
  undici: () => require('undici') as typeof import('undici'),
  zod: () => require('zod/mini') as typeof import('zod/mini'),
};
