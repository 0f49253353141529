import type { FrameText } from '../frame-text.js';
import { endOfNumber, endOfText, numberAt, textAt } from './json-scan.js';

/** The strings and numbers of the frame that was read last, by the index of their slot in the template. */
export class LeafValues {
  readonly values: unknown[] = [];
  /** Position of each value in the stream; for a string, after its opening quote. */
  readonly starts: number[] = [];
  /** Position after each value; for a string, of its closing quote. */
  readonly ends: number[] = [];
  /** Position after the frame. */
  end = 0;

  /** Finds the value at `start`; returns the position after it, or -1 if there is no such value. */
  find({ text }: FrameText, start: number, slot: number, isText: boolean): number {
    const end = isText ? endOfText(text, start) : endOfNumber(text, start);
    this.starts[slot] = start;
    this.ends[slot] = end;
    return end;
  }

  /** Parses the value at `start`; returns the position after it, or -1 if there is no such value. Does not set `starts` and `ends`. */
  readAt(source: FrameText, start: number, slot: number, isText: boolean): number {
    const { text } = source;
    const end = isText ? endOfText(text, start) : endOfNumber(text, start);
    if (end < 0) return -1;
    const value = isText ? textAt(source, start, end) : numberAt(text, start, end);
    if (value === undefined) return -1;
    this.values[slot] = value;
    return end;
  }

  /** Parses the values that were found; returns false if one of them is not valid. Called only after the rest of the frame has matched. */
  read(source: FrameText, isText: readonly boolean[]): boolean {
    for (let slot = 0; slot < isText.length; slot += 1) {
      const start = this.starts[slot] as number;
      const end = this.ends[slot] as number;
      const value = isText[slot] === true ? textAt(source, start, end) : numberAt(source.text, start, end);
      if (value === undefined) return false;
      this.values[slot] = value;
    }
    return true;
  }
}
