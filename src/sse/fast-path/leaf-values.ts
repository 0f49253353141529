import type { FrameText } from '../frame-text.js';
import { endOfNumber, endOfText, numberAt, textAt } from './json-scan.js';

/** The strings and numbers of the frame that was read last, by slot. */
export class LeafValues {
  readonly values: unknown[] = [];
  /** Position of each value in the stream; for a string, after its opening quote. */
  readonly starts: number[] = [];
  /** Position after each value; for a string, of its closing quote. */
  readonly ends: number[] = [];
  /** Position after the frame. */
  end = 0;

  /** Reads the value at `start`; returns the position after it, or -1 if there is no such value. */
  read(source: FrameText, start: number, slot: number, isText: boolean): number {
    const { text } = source;
    const end = isText ? endOfText(text, start) : endOfNumber(text, start);
    if (end < 0) return -1;
    const value = isText ? textAt(source, start, end) : numberAt(text, start, end);
    if (value === undefined) return -1;
    this.values[slot] = value;
    this.starts[slot] = start;
    this.ends[slot] = end;
    return end;
  }
}
