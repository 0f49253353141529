import { EventSplitter } from './event-splitter.js';
import type { Frame } from './frame.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { createErrorLineReader } from './error-lines.js';
import { LineCounter } from './line-counter.js';
import { PieceBuffer } from './piece-buffer.js';

/** Maximum length of a frame in characters. */
export const maxFrameLength = 16 * 1024 * 1024;

/** Maximum number of lines of a frame (256 Ki): even an empty line of data takes memory until its event is complete. */
export const maxFrameLines = 262_144;

/** Parses the text of a stream to frames; the text may be split anywhere. */
export interface FrameParser {
  /** Reads more text, and emits the frames that it completes. */
  readonly feed: (text: string) => void;
  /** Ends the text. Emits the last frame even without its blank line, which some servers omit. */
  readonly end: () => void;
}

/** Creates a parser. After `onLimit`, nothing is called. Source: WHATWG HTML, section 9.2. */
export function createFrameParser(
  onFrame: (frame: Frame) => void,
  onLimit: (error: LimitExceededError) => void,
  limit = maxFrameLength,
): FrameParser {
  let isOver = false;
  let endedWithCR = false;
  let events = 0;
  const lines = new LineCounter();
  const pieces = new PieceBuffer(limit);
  const fail = (bound: number, unit: string): void => {
    if (isOver) return;
    isOver = true;
    const message = `a frame of the stream is longer than ${bound} ${unit}`;
    onLimit(new LimitExceededError({ message, kind: 'frame', limit: bound }));
  };
  const readErrorLine = createErrorLineReader((data) => {
    onFrame({ data, event: 'error' });
  });
  const receive = (frame: Frame): void => {
    if (isOver) return;
    events += 1;
    if (frame.data.length > limit) fail(limit, 'characters');
    else onFrame(frame);
  };
  const parser = new EventSplitter({
    onFrame: receive,
    onTooLong: () => {
      fail(limit, 'characters');
    },
    onUnknownLine: readErrorLine,
    maxBufferSize: limit,
  });
  const feed = (text: string): void => {
    if (isOver || text === '') return;
    // A CR ends its line at once: a server that pauses now would not reveal whether a LF follows.
    const rest = endedWithCR && text.startsWith('\n') ? text.slice(1) : text;
    endedWithCR = text.endsWith('\r');
    const ready = pieces.add(endedWithCR ? `${rest}\n` : rest);
    if (ready === '') return;
    const eventsBefore = events;
    parser.feed(ready);
    if (events > eventsBefore) lines.reset();
    else lines.read(ready);
    if (lines.count > maxFrameLines) fail(maxFrameLines, 'lines');
  };
  return {
    feed,
    end: () => {
      feed('\n\n\n');
    },
  };
}
