const lineEnd = /[\r\n]/;

/** Maximum number of buffered pieces. */
const maxPieces = 512;
/** Maximum number of their characters, after which they are joined. */
const maxJoined = 4096;

/**
 * Joins the pieces of a line that arrives in small parts, since the parser needs the whole line. A list of strings of one character takes many
 * times their length in memory, so the pieces are joined whenever they reach a limit.
 */
export class PieceBuffer {
  readonly #maxLine: number;
  #pieces: string[] = [];
  /** Number of characters of the buffered pieces. */
  #length = 0;
  /** Number of characters of the current line that were returned already. */
  #lineLength = 0;

  /** @param maxLine - Maximum length of a line in characters; pieces of a longer line are not buffered. */
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
