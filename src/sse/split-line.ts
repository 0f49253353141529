/** Maximum length of the stored start of a line; a longer one is left to the parser. */
const maxLength = 16_384;

/** Stores the start of a line whose end is in a later read. It is a copy, so that the bytes of the read can be freed. */
export class SplitLine {
  #start: Uint8Array | undefined;

  /** Whether the start of a line is stored. */
  get isHeld(): boolean {
    return this.#start !== undefined;
  }

  /** Appends `bytes` to the stored ones. If the line becomes too long, stores nothing and returns false. */
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
