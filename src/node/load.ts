import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loads what is heavy when it is first needed, in one turn. The CommonJS build has a twin of this file. */
export const load = {
  undici: () => require('undici') as typeof import('undici'),
  zod: () => require('zod/mini') as typeof import('zod/mini'),
};
