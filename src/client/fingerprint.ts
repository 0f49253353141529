let salt: number | undefined;

/**
 * A short id of a secret: the same in the whole process, another one in every process, so that it tells nothing about the
 * secret where it is logged. 64 bits of two multiplicative hashes; not for signatures.
 */
export function fingerprint(secret: string): string {
  salt ??= Math.floor(Math.random() * 2 ** 32);
  let one = salt ^ 0xdeadbeef;
  let two = salt ^ 0x41c6ce57;
  for (let at = 0; at < secret.length; at += 1) {
    const code = secret.charCodeAt(at);
    one = Math.imul(one ^ code, 0x9e3779b1);
    two = Math.imul(two ^ code, 0x5f356495);
  }
  const mixed = [mix(one, two), mix(two, one)];
  return mixed.map((half) => (half >>> 0).toString(36).padStart(7, '0')).join('');
}

function mix(one: number, two: number): number {
  return Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
}
