const encoder = new TextEncoder();

/** Output that is waiting to be written in one piece: strings, and parts of byte arrays. */
export class PendingOutput {
  /** Approximate size in bytes: a character of a string counts as one byte. */
  size = 0;
  #parts: (Uint8Array | string)[] = [];
  /** The last piece of output, if it is a string. Further strings are appended to it. */
  #text = '';
  /** The last piece of output, if it is a range of a byte array, from `#start` to `#end`. The range grows if its next bytes are added. */
  #bytes: Uint8Array | undefined;
  #start = 0;
  #end = 0;
  readonly #mayShare: boolean;

  /** @param mayShare - Whether `take` may return a part of a byte array that was added, instead of a copy. */
  constructor(mayShare: boolean) {
    this.#mayShare = mayShare;
  }

  addText(text: string): void {
    this.#endSpan();
    this.#text += text;
    this.size += text.length;
  }

  /** Adds the bytes from `start` to `end`. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    this.size += end - start;
    if (this.#bytes === bytes && this.#end === start) {
      this.#end = end;
      return;
    }
    this.#endSpan();
    this.#endText();
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** Returns and removes all output. */
  take(): Uint8Array | string {
    this.size = 0;
    if (this.#parts.length === 0)
      return this.#bytes === undefined ? this.#takeText() : this.#takeSpan(this.#bytes);
    this.#endSpan();
    this.#endText();
    const parts = this.#parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
    this.#parts = [];
    return join(parts);
  }

  /** Returns the only piece of output, a string. */
  #takeText(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /**
   * Returns the only piece of output, a range of `bytes`. As the array of a read stays in memory as long as a part of it, a small part is
   * copied.
   */
  #takeSpan(bytes: Uint8Array): Uint8Array {
    const part = this.#end - this.#start === bytes.length ? bytes : bytes.subarray(this.#start, this.#end);
    this.#bytes = undefined;
    return this.#mayShare && part.length * 2 > part.buffer.byteLength ? part : new Uint8Array(part);
  }

  #endText(): void {
    if (this.#text !== '') this.#parts.push(this.#takeText());
  }

  #endSpan(): void {
    if (this.#bytes === undefined) return;
    this.#parts.push(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = undefined;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
