/** Replaces `byte-store.ts` in browsers: one copy per read, whose overhead only many thousands of reads would show. */
export class ByteStore {
  /** Number of stored bytes. */
  size = 0;
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];

  /** Adds a copy of `bytes`. */
  push(bytes: Uint8Array): void {
    this.size += bytes.length;
    this.#blocks.push(bytes.slice());
  }

  /** The stored bytes, in order. */
  blocks(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#blocks;
  }

  /** Discards the stored bytes. */
  clear(): void {
    this.size = 0;
    this.#blocks.length = 0;
  }
}
