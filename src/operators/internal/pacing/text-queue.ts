import { type TextSplitter, isUnfinished } from './text-splitter.js';

/** Minimum number of characters to split at a time. */
const blockLength = 256;
/** A tail of at least this length is split again only after it has doubled, so that text without boundaries takes linear time. */
const longTail = 64;

/** Queues text as it arrives, and returns it in units whose boundaries later text cannot change. */
export class TextQueue {
  readonly #splitter: TextSplitter;
  #units: readonly string[] = [];
  /** Index of the next unit to return. */
  #next = 0;
  /** Text after the last unit; its end is not certain. */
  #tail = '';
  /** Text after the tail that is not split yet. */
  #waiting = '';
  #hasEnded = false;
  /** Whether the next unit cannot end before more text arrives. */
  #needsMore = false;
  #size = 0;

  constructor(splitter: TextSplitter) {
    this.#splitter = splitter;
  }

  /** Number of characters in the queue. */
  get length(): number {
    return this.#size;
  }

  /** Whether no unit is available before more text is pushed. */
  get isIdle(): boolean {
    return this.#size === 0 || this.#needsMore;
  }

  push(text: string): void {
    this.#waiting += text;
    this.#size += text.length;
    this.#needsMore = false;
  }

  /** Marks the end of the text, which makes the last unit available. */
  end(): void {
    this.#hasEnded = true;
    this.#needsMore = false;
  }

  /** Removes and returns the next unit, or an empty string if its end is not certain yet. */
  shift(): string {
    while (this.#next === this.#units.length) if (!this.#splitMore()) return '';
    const unit = this.#units[this.#next] ?? '';
    this.#next += 1;
    this.#size -= unit.length;
    return unit;
  }

  /**
   * Removes and returns the text that `shift` holds back: all but the last grapheme or, if `withLast`, all of it. An unfinished grapheme
   * is never removed.
   */
  force(withLast: boolean): string {
    const text = this.#tail + this.#waiting;
    const end = withLast && !isUnfinished(text) ? text.length : this.#splitter.lastGrapheme(text);
    this.#tail = text.slice(end);
    this.#waiting = '';
    this.#size -= end;
    this.#needsMore = withLast && end === 0;
    return text.slice(0, end);
  }

  /** Removes and returns all text as one string. */
  clear(): string {
    const text = this.#units.slice(this.#next).join('') + this.#tail + this.#waiting;
    this.#units = [];
    this.#next = 0;
    this.#size = 0;
    this.#tail = '';
    this.#waiting = '';
    return text;
  }

  #splitMore(): boolean {
    const isTooShort =
      !this.#hasEnded && this.#tail.length >= longTail && this.#waiting.length < this.#tail.length;
    const isLast = this.#hasEnded && this.#waiting.length <= blockLength;
    if (isLast ? this.#tail + this.#waiting === '' : this.#waiting === '' || isTooShort) return false;
    const length = Math.max(blockLength, this.#tail.length);
    const { units, tail } = this.#splitter.split(this.#tail + this.#waiting.slice(0, length));
    this.#waiting = this.#waiting.slice(length);
    this.#units = isLast ? [...units, tail] : units;
    this.#tail = isLast ? '' : tail;
    this.#next = 0;
    return true;
  }
}
