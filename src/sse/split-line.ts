/** Maximum number of stored bytes. A longer line is left to the parser, since each read copies all stored bytes. */
const maxLength = 16_384;

/** Stores a copy of the start of a line whose end is in a later read. The bytes of the read themselves can be freed. */
export class SplitLine {
  #start: Uint8Array | undefined;

  /** Whether the start of a line is stored. */
  get isHeld(): boolean {
    return this.#start !== undefined;
  }

  /** Appends `bytes` to the stored bytes. If the line becomes too long, appends nothing and returns false. */
  hold(bytes: Uint8Array): boolean {
    const held = this.#start?.length ?? 0;
    if (held + bytes.length > maxLength) return false;
    this.#start = this.#with(bytes);
    return true;
  }

  /** Returns the stored bytes followed by `end`, and removes them from here. */
  take(end?: Uint8Array): Uint8Array {
    const all = this.#with(end ?? new Uint8Array());
    this.#start = undefined;
    return all;
  }

  #with(bytes: Uint8Array): Uint8Array {
    const start = this.#start ?? new Uint8Array();
    const all = new Uint8Array(start.length + bytes.length);
    all.set(start);
    all.set(bytes, start.length);
    return all;
  }
}
