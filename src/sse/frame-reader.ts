import type { AnswerHead } from '../errors/answer-head.js';
import { VeniceError } from '../errors/venice-error.js';
import { FrameMemory } from './frame-memory.js';
import { type Frame, type FrameParser, createFrameParser } from './frame-parser.js';
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
    // With other ends of lines than LF nothing is recognized.
    const isPlain = !text.includes('\r');
    let at = 0;
    while (at < text.length && isPlain && this.isLearning) {
      if (this.sink.closed) return;
      if (this.isAtFrame && this.recognize(text, at)) at = this.memory.end;
      else {
        const blank = text.indexOf('\n\n', at);
        this.isAtFrame = blank >= 0;
        if (!this.isAtFrame) break;
        // Behind a blank line nothing is left of the frame, whatever it was.
        this.parser.feed(text.slice(at, blank + 2));
        at = blank + 2;
      }
    }
    if (at === text.length) return;
    this.isAtFrame = false;
    this.parser.feed(at === 0 ? text : text.slice(at));
  }

  /** No more bytes come. */
  end(): void {
    this.parser.feed(this.text.end());
    this.parser.end();
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
