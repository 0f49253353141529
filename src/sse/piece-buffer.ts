const lineEnd = /[\r\n]/;

/** Pieces that are joined at most, and their characters. */
const maxPieces = 512;
const maxJoined = 4096;

/**
 * Joins the pieces of a line that comes bit by bit. A string of one character takes many times its length, and a parser that
 * waits for the end of the line can do nothing with it.
 */
export class PieceBuffer {
  readonly #maxLine: number;
  #pieces: string[] = [];
  /** Characters of the pieces, and those of the same line that were handed over already. */
  #length = 0;
  #lineLength = 0;

  /** @param maxLine - The longest line, in characters; pieces that make a longer one are not held back. */
  constructor(maxLine: number) {
    this.#maxLine = maxLine;
  }

  /** Adds a piece. Returns what is to be parsed now, or an empty string while the pieces of a line are held back. */
  add(piece: string): string {
    const hasLineEnd = lineEnd.test(piece);
    this.#length += piece.length;
    const isFull = this.#length >= maxJoined || this.#lineLength + this.#length > this.#maxLine;
    if (!hasLineEnd && !isFull && this.#pieces.length < maxPieces) {
      this.#pieces.push(piece);
      return '';
    }
    const text = this.#pieces.length === 0 ? piece : this.#pieces.join('') + piece;
    this.#lineLength = hasLineEnd ? 0 : this.#lineLength + this.#length;
    this.#pieces = [];
    this.#length = 0;
    return text;
  }
}
