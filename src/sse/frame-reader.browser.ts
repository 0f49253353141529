import type { ResponseHead } from '../errors/from-response/response-head.js';
import { createFrameParser } from '#frame-parser';
import type { FrameParser } from './frame-parser.js';
import type { FrameSink } from './frame-sink.js';
import { readFrame } from './read-frame.js';

/**
 * Parses every frame. Takes the place of `frame-reader.ts` in browsers, where each kilobyte has to travel and no server
 * sends faster than a page shows, and wherever Node's buffers may be missing.
 */
export class FrameReader {
  readonly #decoder = new TextDecoder();
  readonly #parser: FrameParser;

  constructor(head: ResponseHead, sink: FrameSink) {
    this.#parser = createFrameParser(
      (frame) => {
        if (!sink.closed) sink.meaning(readFrame(frame, head));
      },
      (error) => {
        sink.limit(error);
      },
    );
  }

  /** More bytes have come. */
  push(bytes: Uint8Array): void {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** No more bytes come. */
  end(): void {
    this.#parser.feed(this.#decoder.decode());
    this.#parser.end();
  }
}
