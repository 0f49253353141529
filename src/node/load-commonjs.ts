/** Replaces `load.ts` in the CommonJS build. */
export const load = {
  undici: () => require('undici') as typeof import('undici'),
  zod: () => require('zod/mini') as typeof import('zod/mini'),
};
