import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loads undici when it is first needed, in one turn. The CommonJS build has a twin of this file. */
export function loadUndici(): typeof import('undici') {
  return require('undici') as typeof import('undici');
}
