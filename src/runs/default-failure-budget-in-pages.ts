import type { FailureBudget } from './health.js';

/** A page asks a relay: that holds the key, and counts its failures. */
export function defaultFailureBudget(): FailureBudget | undefined {
  return undefined;
}
