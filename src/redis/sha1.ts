/** Returns the SHA-1 of a string in UTF-8, as hexadecimal digits. Unlike `crypto.subtle`, synchronous. */
export function sha1(text: string): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const blocks = toBlocks(new TextEncoder().encode(text));
  for (let at = 0; at < blocks.byteLength; at += 64) addBlock(state, blocks, at);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Returns the bytes, a 1 bit, zeros, and the number of bits, in blocks of 64 bytes (RFC 3174, section 4). */
function toBlocks(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  return view;
}

/** Adds a block to the hash (RFC 3174, section 6.1). */
function addBlock(state: number[], blocks: DataView, at: number): void {
  const words = Array.from({ length: 16 }, (_, index) => blocks.getInt32(at + index * 4));
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let round = 0; round < 80; round += 1) {
    if (round >= 16)
      words.push(
        rotate(
          [3, 8, 14, 16].reduce((xor, back) => xor ^ (words[round - back] ?? 0), 0),
          1,
        ),
      );
    const [mixed, constant] = mix(round, b, c, d);
    const next = (rotate(a, 5) + mixed + e + constant + (words[round] ?? 0)) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  [a, b, c, d, e].forEach((word, index) => {
    state[index] = ((state[index] ?? 0) + word) | 0;
  });
}

function mix(round: number, b: number, c: number, d: number): [mixed: number, constant: number] {
  if (round < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (round < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (round < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
