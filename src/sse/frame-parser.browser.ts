import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { createErrorLineReader } from './error-lines.js';
import type { Frame } from './frame.js';
import { type FrameParser, maxFrameLength, maxFrameLines } from './frame-parser.js';
import { isWholeFrame } from './is-whole-frame.js';
import { PieceBuffer } from './piece-buffer.js';

/**
 * The parser for browsers, which need no ids, `retry` or reports of unknown fields: a third of the size of eventsource-parser,
 * with the same limits. `onLimit` is called once, and nothing after it. Source: WHATWG HTML, section 9.2.
 */
export function createFrameParser(
  onFrame: (frame: Frame) => void,
  onLimit: (error: LimitExceededError) => void,
  limit = maxFrameLength,
): FrameParser {
  const pieces = new PieceBuffer(limit);
  let isOver = false;
  let endedWithCR = false;
  /** The current incomplete line, and the lines since the last blank one. */
  let line = '';
  let lines = 0;
  let data: string | undefined;
  let event: string | undefined;
  const readErrorLine = createErrorLineReader((data) => {
    onFrame({ data, event: 'error' });
  });
  let dataLines = 0;
  /** The name of the event, as it was at the first line of its data. */
  let eventOfData: string | undefined;
  const fail = (bound: number, unit: string): void => {
    if (isOver) return;
    isOver = true;
    const message = `a frame of the stream is longer than ${bound} ${unit}`;
    onLimit(new LimitExceededError({ message, kind: 'frame', limit: bound }));
  };
  const read = (whole: string): void => {
    lines += 1;
    if (whole === '') {
      if (data !== undefined) onFrame({ data, event });
      data = undefined;
      event = undefined;
      lines = 0;
      dataLines = 0;
      return;
    }
    const [, field, value = ''] = /^(data|event)(?:: ?(.*))?$/s.exec(whole) ?? [];
    if (field === 'data') {
      if (dataLines === 1 && isWholeFrame(data)) {
        onFrame({ data, event: eventOfData });
        data = undefined;
        dataLines = 0;
        lines = 1;
      }
      dataLines += 1;
      if (dataLines === 1) eventOfData = event;
      data = data === undefined ? value : `${data}\n${value}`;
    } else if (field) event = value || undefined;
    else readErrorLine(whole);
  };
  const feed = (text: string): void => {
    if (isOver || text === '') return;
    // A CR ends its line at once: a server that pauses now would not reveal whether a LF follows.
    const rest = endedWithCR && text.startsWith('\n') ? text.slice(1) : text;
    endedWithCR = text.endsWith('\r');
    const [first = '', ...others] = pieces.add(endedWithCR ? `${rest}\n` : rest).split(/\r\n?|\n/);
    line += first;
    for (const other of others) {
      read(line);
      line = other;
    }
    if (line.length + (data?.length ?? 0) > limit) fail(limit, 'characters');
    if (lines > maxFrameLines) fail(maxFrameLines, 'lines');
  };
  return {
    feed,
    end: () => {
      feed('\n\n\n');
    },
  };
}
