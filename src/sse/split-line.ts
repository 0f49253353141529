/** Maximum length of a line to hold; a longer one is left to the parser. */
const maxLength = 16_384;

/** The start of a line whose end is in a later read: a copy, which does not retain the bytes of its read. */
export class SplitLine {
  #start: Uint8Array | undefined;

  /** Whether the start of a line is held. */
  get isHeld(): boolean {
    return this.#start !== undefined;
  }

  /** Holds `bytes` after those that are held already; returns false, and holds nothing new, if the line is too long. */
  hold(bytes: Uint8Array): boolean {
    const held = this.#start?.length ?? 0;
    if (held + bytes.length > maxLength) return false;
    this.#start = this.#with(bytes);
    return true;
  }

  /** Returns what is held, followed by `end`; nothing is held any more. */
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
