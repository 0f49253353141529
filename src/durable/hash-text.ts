import { hashString } from '../json/hash-string.js';

/** Returns a hash of about 106 bits, which is the same in every process. It distinguishes inputs, but is not a cryptographic hash. */
export function hashText(text: string): string {
  return [0, 1].map((seed) => hashString(text, seed).padStart(11, '0')).join('');
}
