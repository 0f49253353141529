import type { AnswerHead } from '../errors/answer-head.js';
import { VeniceError } from '../errors/venice-error.js';
import { FrameMemory } from './frame-memory.js';
import { type Frame, type FrameParser, createFrameParser, maxFrameLength } from './frame-parser.js';
import type { FrameSink } from './frame-sink.js';
import { readFrame } from './read-frame.js';
import { Utf8Text } from './utf8-text.js';

/** So many frames are only parsed: learning what they have in common costs more than a short stream gains by it. */
export const unstudiedFrames = 256;

/** Reads the frames of one stream, faster the more they are alike. */
export class FrameReader {
  private readonly head: AnswerHead;
  private readonly sink: FrameSink;
  private readonly text = new Utf8Text();
  private readonly parser: FrameParser;
  private readonly memory = new FrameMemory();
  /** How many frames have been parsed, up to where it does not matter any more. */
  private parsed = 0;
  /** Whether a frame begins here, and nothing of the one before it is left in the parser. */
  private isAtFrame = false;

  constructor(head: AnswerHead, sink: FrameSink) {
    this.head = head;
    this.sink = sink;
    this.parser = createFrameParser(
      (frame) => {
        if (!sink.closed) this.receive(frame);
      },
      (error) => {
        sink.limit(error);
      },
    );
  }

  /** More bytes have come. */
  push(bytes: Uint8Array): void {
    const text = this.text.push(bytes);
    // Where lines end with anything but LF, all is left to the parser.
    const at = text.includes('\r') ? 0 : this.readFrames(text);
    if (at === text.length || this.sink.closed) return;
    this.isAtFrame = false;
    this.parser.feed(at === 0 ? text : text.slice(at));
  }

  /** No more bytes come. */
  end(): void {
    this.parser.feed(this.text.end());
    this.parser.end();
  }

  /** Reads the frames that have come whole; up to where they do. */
  private readFrames(text: string): number {
    let at = 0;
    while (at < text.length && !this.sink.closed) {
      if (this.isAtFrame && this.isLearning && this.recognize(text, at)) {
        at = this.memory.end;
        continue;
      }
      const line = text.indexOf('\n', at);
      const start = this.isAtFrame ? startOfJson(text, at, line) : -1;
      const blank = start < 0 ? text.indexOf('\n\n', at) : line;
      if (blank < 0) break;
      if (start < 0) this.parser.feed(text.slice(at, blank + 2));
      else this.receive({ data: text.slice(start, blank) });
      // Behind a blank line nothing is left of the frame, whatever it was.
      this.isAtFrame = true;
      at = blank + 2;
    }
    return at;
  }

  private get isLearning(): boolean {
    return this.parsed === unstudiedFrames && this.memory.isHopeful;
  }

  private recognize(text: string, at: number): boolean {
    const chunk = this.memory.recognize(text, at);
    if (chunk !== undefined) this.sink.chunk(chunk);
    return chunk !== undefined;
  }

  private receive(frame: Frame): void {
    const meaning = readFrame(frame, this.head);
    const isChunk = typeof meaning === 'object' && !(meaning instanceof VeniceError);
    if (this.parsed < unstudiedFrames) this.parsed += 1;
    else if (isChunk && frame.event === undefined) this.memory.study(frame.data, meaning);
    this.sink.meaning(meaning);
  }
}

const lineFeed = 0x0a;
const space = 0x20;
const brace = 0x7b;

/**
 * Where the JSON of the frame at `at` begins, if the frame has nothing but one line of data, and that line ends at `end`; else
 * -1. Nearly all frames are like that, and their data are what stands there. Source: WHATWG HTML, section 9.2.6.
 */
function startOfJson(text: string, at: number, end: number): number {
  if (text.charCodeAt(end + 1) !== lineFeed || !text.startsWith('data:', at)) return -1;
  const start = text.charCodeAt(at + 5) === space ? at + 6 : at + 5;
  return text.charCodeAt(start) === brace && end - start <= maxFrameLength ? start : -1;
}
