import { type TextSplitter, isUnfinished } from './text-splitter.js';

/** How much text is cut at a time, at least. */
const blockLength = 256;
/** A tail as long as this is cut again only when it has doubled, so that a text without boundaries stays linear. */
const longTail = 64;

/** Text goes in as it comes, and out in units that no later text can change. */
export class TextQueue {
  readonly #splitter: TextSplitter;
  #units: readonly string[] = [];
  #given = 0;
  #tail = '';
  /** Behind the tail, and not yet cut. */
  #waiting = '';
  #hasEnded = false;
  #lacksMore = false;
  #size = 0;

  constructor(splitter: TextSplitter) {
    this.#splitter = splitter;
  }

  /** How much text is in the queue. */
  get length(): number {
    return this.#size;
  }

  /** Whether nothing can come out before more goes in. */
  get isIdle(): boolean {
    return this.#size === 0 || this.#lacksMore;
  }

  push(text: string): void {
    this.#waiting += text;
    this.#size += text.length;
    this.#lacksMore = false;
  }

  /** Nothing follows: the last unit is what it is. */
  end(): void {
    this.#hasEnded = true;
    this.#lacksMore = false;
  }

  /** The next unit; empty where none is certain yet. */
  shift(): string {
    while (this.#given === this.#units.length) if (!this.#cutMore()) return '';
    const unit = this.#units[this.#given] ?? '';
    this.#given += 1;
    this.#size -= unit.length;
    return unit;
  }

  /**
   * Where `shift` has nothing: all but the last grapheme, or that one too where `withLast` says so. A grapheme that
   * cannot be shown yet stays in any case.
   */
  force(withLast: boolean): string {
    const text = this.#tail + this.#waiting;
    const end = withLast && !isUnfinished(text) ? text.length : this.#splitter.lastGrapheme(text);
    this.#tail = text.slice(end);
    this.#waiting = '';
    this.#size -= end;
    this.#lacksMore = withLast && end === 0;
    return text.slice(0, end);
  }

  /** Everything, as one text. */
  clear(): string {
    const text = this.#units.slice(this.#given).join('') + this.#tail + this.#waiting;
    this.#units = [];
    this.#given = this.#size = 0;
    this.#tail = this.#waiting = '';
    return text;
  }

  #cutMore(): boolean {
    const isTooShort =
      !this.#hasEnded && this.#tail.length >= longTail && this.#waiting.length < this.#tail.length;
    const isLast = this.#hasEnded && this.#waiting.length <= blockLength;
    if (isLast ? this.#tail + this.#waiting === '' : this.#waiting === '' || isTooShort) return false;
    const length = Math.max(blockLength, this.#tail.length);
    const { units, tail } = this.#splitter.split(this.#tail + this.#waiting.slice(0, length));
    this.#waiting = this.#waiting.slice(length);
    this.#units = isLast ? [...units, tail] : units;
    this.#tail = isLast ? '' : tail;
    this.#given = 0;
    return true;
  }
}
