import type { ResponseHead } from '../errors/from-response/response-head.js';
import { createFrameParser } from '#frame-parser';
import type { FrameParser } from './frame-parser.js';
import type { FrameSink } from './frame-sink.js';
import { readFrame } from './read-frame.js';

/**
 * Parses every frame. Replaces `frame-reader.ts` in browsers, where bundle size matters and servers send no faster than a page
 * renders, and in runtimes that may lack Node's Buffer.
 */
export class FrameReader {
  readonly #decoder = new TextDecoder();
  readonly #parser: FrameParser;

  constructor(head: ResponseHead, sink: FrameSink) {
    this.#parser = createFrameParser(
      (frame) => {
        if (!sink.closed) sink.result(readFrame(frame, head));
      },
      (error) => {
        sink.result(error);
      },
    );
  }

  /** Reads more bytes. */
  push(bytes: Uint8Array): void {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Ends the stream. */
  end(): void {
    this.#parser.feed(this.#decoder.decode());
    this.#parser.end();
  }
}
