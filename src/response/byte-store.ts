/** Maximum size of a block in bytes. A block is larger only if the rest of one piece needs more. */
const maxBlock = 65_536;
/** Minimum size of a block in bytes. */
const minBlock = 256;

/**
 * Buffers the bytes of a body until its end, in blocks that are filled one after the other. `push` copies each piece, since a small piece
 * may be a view of a much larger buffer, which it would keep in memory.
 */
export class ByteStore {
  /** Number of stored bytes. */
  size = 0;
  readonly #full: Uint8Array[] = [];
  #block = new Uint8Array(0);
  #used = 0;

  /** Adds a copy of `bytes`. */
  push(bytes: Uint8Array): void {
    this.size += bytes.length;
    const fitting = bytes.subarray(0, this.#block.length - this.#used);
    this.#append(fitting);
    if (fitting.length === bytes.length) return;
    const rest = bytes.subarray(fitting.length);
    if (this.#used > 0) this.#full.push(this.#block);
    this.#used = 0;
    // The block size grows with the stored size, so that a short body does not allocate 64 KiB.
    this.#block = new Uint8Array(Math.max(rest.length, Math.min(maxBlock, Math.max(minBlock, this.size))));
    this.#append(rest);
  }

  /** The stored bytes, in order, without copying them. */
  blocks(): readonly Uint8Array[] {
    return this.#used === 0 ? this.#full : [...this.#full, this.#block.subarray(0, this.#used)];
  }

  /** Returns a copy of the stored bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const block of this.blocks()) {
      whole.set(block, at);
      at += block.length;
    }
    return whole;
  }

  #append(bytes: Uint8Array): void {
    this.#block.set(bytes, this.#used);
    this.#used += bytes.length;
  }
}
