const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Counts the lines since the last blank line, which ends an event. */
export class LineCounter {
  count = 0;
  #isLineEmpty = true;
  #last = 0;

  /** Counts the line ends in `text`. */
  read(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const isSecondHalf = code === lineFeed && this.#last === carriageReturn;
      this.#last = code;
      if (isSecondHalf) continue;
      const isLineEnd = code === lineFeed || code === carriageReturn;
      if (isLineEnd) this.count = this.#isLineEmpty ? 0 : this.count + 1;
      this.#isLineEmpty = isLineEnd;
    }
  }

  /** Starts a new event. */
  reset(): void {
    this.count = 0;
    this.#isLineEmpty = true;
    this.#last = 0;
  }
}
