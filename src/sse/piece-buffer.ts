const lineEnd = /[\r\n]/;

/** Maximum number of pieces to join, and of their characters. */
const maxPieces = 512;
const maxJoined = 4096;

/**
 * Joins the pieces of a line that arrives in small parts. A string of one character takes many times its length, and a parser
 * can do nothing before the end of the line.
 */
export class PieceBuffer {
  readonly #maxLine: number;
  #pieces: string[] = [];
  /** Characters of the buffered pieces, and of the parts of the same line that were returned already. */
  #length = 0;
  #lineLength = 0;

  /** @param maxLine - Maximum length of a line in characters; pieces of a longer one are not buffered. */
  constructor(maxLine: number) {
    this.#maxLine = maxLine;
  }

  /** Adds a piece. Returns the text to parse now, or an empty string while the pieces of a line are buffered. */
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
