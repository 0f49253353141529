import { type EventSourceMessage, createParser } from 'eventsource-parser';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';

/** One event of a stream of server-sent events. */
export type Frame = Pick<EventSourceMessage, 'data' | 'event'>;

/** The longest frame that is read, in characters. */
export const maxFrameLength = 16 * 1024 * 1024;

/** Turns the text of a stream into frames, wherever it is cut. */
export interface FrameParser {
  /** Reads more text, and hands over every frame that it completes. */
  readonly feed: (text: string) => void;
  /** Hands over a last frame that lacks its blank line: sloppy servers end that way. */
  readonly end: () => void;
}

/** Makes a parser. `onLimit` is called once, and nothing after it. Source: WHATWG HTML, section 9.2. */
export function createFrameParser(
  onFrame: (frame: Frame) => void,
  onLimit: (error: LimitExceededError) => void,
  limit = maxFrameLength,
): FrameParser {
  let isOver = false;
  let endedWithCR = false;
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
  return {
    feed,
    end: () => {
      feed('\n\n\n');
    },
  };
}
