/** Replaces `byte-store.ts` in browsers: shorter code with one block that doubles when it is full, so up to half of it may be unused. */
export class ByteStore {
  /** Number of stored bytes. */
  size = 0;
  #block = new Uint8Array(0);

  /** Adds a copy of `bytes`. */
  push(bytes: Uint8Array): void {
    const start = this.size;
    this.size += bytes.length;
    if (this.size > this.#block.length) {
      const full = this.#block;
      this.#block = new Uint8Array(2 * this.size);
      this.#block.set(full);
    }
    this.#block.set(bytes, start);
  }

  /** Returns a copy of the stored bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#block.slice(0, this.size);
  }
}
