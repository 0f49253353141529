import { createRequire } from 'node:module';

/** Loads undici when it is first needed, in one turn. The CommonJS build has a twin of this file. */
export function loadUndici(): typeof import('undici') {
  return createRequire(import.meta.url)('undici') as typeof import('undici');
}
