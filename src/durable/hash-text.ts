import { hashString } from '../json/hash-string.js';

/** Hashes a string to about 106 bits, the same in every process. Detects different inputs; not for cryptography. */
export function hashText(text: string): string {
  return [0, 1].map((seed) => hashString(text, seed).padStart(11, '0')).join('');
}
