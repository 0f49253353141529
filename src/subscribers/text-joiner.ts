/**
 * Keeps the halves of a character together: some servers split a surrogate pair between two chunks, and half of one that is
 * written as UTF-8 becomes U+FFFD.
 */
export class TextJoiner {
  #half = '';

  /** Returns the text that can be shown after one more piece. */
  push(piece: string): string {
    const text = this.#half + piece;
    const last = text.charCodeAt(text.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    this.#half = isHalf ? text.slice(-1) : '';
    return isHalf ? text.slice(0, -1) : text;
  }

  /** Returns the half that is still held. */
  end(): string {
    const rest = this.#half;
    this.#half = '';
    return rest;
  }
}
