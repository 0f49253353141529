let salt: number | undefined;

/**
 * Returns a short id of a secret, the same for as long as this module is loaded, from which the secret cannot be read. It is not
 * cryptographic: someone who guesses the secret can confirm the guess. The id consists of two multiplicative hashes of 32 bits.
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
