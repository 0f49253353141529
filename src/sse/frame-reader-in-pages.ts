import type { AnswerHead } from '../errors/answer-head.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { Frame } from './frame-parser.js';
import { type FrameMeaning, readFrame } from './read-frame.js';

/**
 * Parses every frame. Takes the place of `frame-reader.ts` in browsers, where each kilobyte has to travel and no server
 * sends faster than a page shows.
 */
export class FrameReader {
  /** Nothing is recognized here. */
  readonly isHopeful = false;
  /** Position behind a frame that was recognized: there is none. */
  readonly end = 0;
  private readonly head: AnswerHead;

  constructor(head: AnswerHead) {
    this.head = head;
  }

  /** Undefined: every frame has to be parsed. */
  recognize(): ChatCompletionChunk | undefined {
    return undefined;
  }

  /** What a frame means. */
  read(frame: Frame): FrameMeaning {
    return readFrame(frame, this.head);
  }
}
