import { hashString } from '../json/hash-string.js';

/** Hashes a string to about 106 bits. The hash is the same in every process. It tells inputs apart, and is not a cryptographic hash. */
export function hashText(text: string): string {
  return [0, 1].map((seed) => hashString(text, seed).padStart(11, '0')).join('');
}
