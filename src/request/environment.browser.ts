import { remedyInPages } from './environment.js';

/** Browsers have no environment variables. */
export function environment(): string | undefined {
  return undefined;
}

/** How to pass a key to a client that has none. */
export function keyRemedy(): string {
  return remedyInPages;
}
