/** Loads undici when it is first needed, in one turn. Takes the place of `load-undici.ts` in the CommonJS build. */
export function loadUndici(): typeof import('undici') {
  return require('undici') as typeof import('undici');
}
