/**
 * Keeps the halves of a surrogate pair together: some servers split it between two chunks, and a single half becomes U+FFFD
 * when it is encoded as UTF-8.
 */
export class TextJoiner {
  #half = '';

  /** Returns the piece, after the half of an earlier piece, and without a half at its end. */
  push(piece: string): string {
    const text = this.#half + piece;
    const last = text.charCodeAt(text.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    this.#half = isHalf ? text.slice(-1) : '';
    return isHalf ? text.slice(0, -1) : text;
  }

  /** Returns the kept half; '' if there is none. */
  end(): string {
    const rest = this.#half;
    this.#half = '';
    return rest;
  }
}
