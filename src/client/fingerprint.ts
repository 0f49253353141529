let salt: number | undefined;

/**
 * Returns a short id of a secret, which does not reveal the secret, and does not change while this module is loaded. The id is not
 * cryptographic: it may confirm a guess. It consists of two hashes of 32 bits, with the multipliers of xxHash and MurmurHash3.
 */
export function fingerprint(secret: string): string {
  salt ??= Math.random() * 2 ** 32;
  return hash(secret, salt, 0x9e3779b1) + hash(secret, ~salt, 0x85ebca6b);
}

function hash(text: string, seed: number, factor: number): string {
  let state = seed;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), factor);
    state ^= state >>> 15;
  }
  return (state >>> 0).toString(36).padStart(7, '0');
}
