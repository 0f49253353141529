/**
 * Collects the lines of a prompt. A line continues if it ends with a backslash, or if the line break is pasted or entered with
 * Alt-Enter.
 */
export class PromptLines {
  /** Whether a paste is being received: its line breaks do not end the prompt. */
  isPasting = false;
  /** Whether the next line break is part of the prompt. */
  isContinued = false;
  #earlier: readonly string[] = [];

  /** Returns the prompt that ends with this line. */
  join(line: string): string {
    return [...this.#earlier, line].join('\n');
  }

  /** Adds a line. If the line ends the prompt, returns the prompt, without line breaks at its end. */
  add(line: string): string | undefined {
    const continues = this.isPasting || this.isContinued;
    this.isContinued = false;
    // An even number of backslashes is text, as in a shell.
    const endsWithBackslash = !continues && /(?<!\\)(?:\\\\)*\\$/.test(line);
    if (continues || endsWithBackslash) {
      this.#earlier = [...this.#earlier, endsWithBackslash ? line.slice(0, -1) : line];
      return undefined;
    }
    const text = this.join(line);
    this.#earlier = [];
    let end = text.length;
    while (text.endsWith('\n', end)) end -= 1;
    return text.slice(0, end);
  }

  /** Number of lines before the current one. */
  get count(): number {
    return this.#earlier.length;
  }

  clear(): void {
    this.isPasting = false;
    this.#earlier = [];
  }
}
