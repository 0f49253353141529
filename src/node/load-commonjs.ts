/** Loads what is heavy when it is first needed, in one turn. Takes the place of `load.ts` in the CommonJS build. */
export const load = {
  undici: () => require('undici') as typeof import('undici'),
  zod: () => require('zod/mini') as typeof import('zod/mini'),
};
