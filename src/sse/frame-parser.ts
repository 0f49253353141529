import { type EventSourceMessage, createParser } from 'eventsource-parser';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';

/** One event of a stream of server-sent events. */
export type Frame = Pick<EventSourceMessage, 'data' | 'event'>;

/** The longest frame that is read, in characters. */
export const maxFrameLength = 16 * 1024 * 1024;

/** Turns bytes into frames, wherever they are cut. */
export interface FrameParser {
  /** Reads more bytes, and hands over every frame that they complete. */
  readonly push: (bytes: Uint8Array) => void;
  /** Hands over a last frame that lacks its blank line: sloppy servers end that way. */
  readonly end: () => void;
}

/** What a {@link FrameParser} hands over. */
export interface FrameSink {
  readonly onFrame: (frame: Frame) => void;
  /** Called once, and nothing after it. */
  readonly onLimit: (error: LimitExceededError) => void;
  /**
   * Offered the text where a frame begins: may take a whole frame itself and return the position behind its blank line; -1
   * takes none, and -2 none for the rest of the text.
   */
  readonly take?: (text: string, from: number) => number;
}

/** Makes a parser. Source: WHATWG HTML, section 9.2. */
export function createFrameParser(
  { onFrame, onLimit, take = () => -2 }: FrameSink,
  limit = maxFrameLength,
): FrameParser {
  const decoder = new TextDecoder();
  let isOver = false;
  let endedWithCR = false;
  let isAtFrame = false;
  const parser = createParser({
    onEvent: onFrame,
    maxBufferSize: limit,
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return;
      isOver = true;
      onLimit(
        new LimitExceededError({
          message: `a frame of the stream is longer than ${limit} characters`,
          what: 'frame',
          limit,
        }),
      );
    },
  });
  const feed = (text: string): void => {
    if (isOver || text === '') return;
    // A CR ends its line at once: whether a LF follows, a server that waits now would not tell.
    const rest = endedWithCR && text.startsWith('\n') ? text.slice(1) : text;
    endedWithCR = text.endsWith('\r');
    parser.feed(endedWithCR ? `${rest}\n` : rest);
  };
  const offer = (text: string): void => {
    if (text.includes('\r')) {
      isAtFrame = false;
      feed(text);
      return;
    }
    for (let at = 0; at < text.length && !isOver;) {
      const taken = isAtFrame ? take(text, at) : -1;
      if (taken >= 0) {
        at = taken;
        continue;
      }
      if (taken === -2) {
        isAtFrame = false;
        feed(text.slice(at));
        return;
      }
      // Behind a blank line nothing of the frame is left, whatever it was.
      const blank = text.indexOf('\n\n', at);
      isAtFrame = blank >= 0;
      const end = isAtFrame ? blank + 2 : text.length;
      feed(at === 0 && end === text.length ? text : text.slice(at, end));
      at = end;
    }
  };
  return {
    push: (bytes) => {
      offer(decoder.decode(bytes, { stream: true }));
    },
    end: () => {
      feed(decoder.decode());
      feed('\n\n\n');
    },
  };
}
