import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { createErrorLineReader } from './error-lines.js';
import type { Frame } from './frame.js';
import { type FrameParser, maxFrameLength, maxFrameLines } from './frame-parser.js';
import { isWholeFrame } from './is-whole-frame.js';

/** Text without a line end is collected up to this length: one character of it would take many times its length. */
const maxPending = 4096;

/**
 * The parser for browsers, which need no ids, `retry` or reports of unknown fields: a third of the size of eventsource-parser,
 * with the same limits. `onLimit` is called once, and nothing after it. Source: WHATWG HTML, section 9.2.
 */
export function createFrameParser(
  onFrame: (frame: Frame) => void,
  onLimit: (error: LimitExceededError) => void,
  limit = maxFrameLength,
): FrameParser {
  let isOver = false;
  let endedWithCR = false;
  /** The text to parse next, the incomplete line before it, and the lines since the last blank one. */
  let pending = '';
  let line = '';
  let lines = 0;
  /** The lines of data, and their characters. */
  let data: string[] = [];
  let size = 0;
  let event: string | undefined;
  /** The name of the event, as it was at the first line of its data. */
  let eventOfData: string | undefined;
  const emit = (name: string | undefined): void => {
    if (data.length > 0) onFrame({ data: data.join('\n'), event: name });
    data = [];
    size = 0;
    lines = 0;
  };
  const readErrorLine = createErrorLineReader((report) => {
    onFrame({ data: report, event: 'error' });
  });
  const fail = (bound: number, unit: string): void => {
    if (isOver) return;
    isOver = true;
    const message = `a frame of the stream is longer than ${bound} ${unit}`;
    onLimit(new LimitExceededError({ message, kind: 'frame', limit: bound }));
  };
  const read = (whole: string): void => {
    lines += 1;
    const [, field, value = ''] = /^(data|event|$)(?:: ?(.*))?$/s.exec(whole) ?? [];
    if (field === 'data') {
      if (data.length === 1 && isWholeFrame(data[0])) {
        emit(eventOfData);
        lines = 1;
      }
      if (data.length === 0) eventOfData = event;
      data.push(value);
      size += value.length + 1;
    } else if (field === 'event') event = value || undefined;
    else if (field === '') {
      emit(event);
      event = undefined;
    } else readErrorLine(whole);
  };
  const feed = (text: string): void => {
    if (isOver || text === '') return;
    // A CR ends its line at once: a server that pauses now would not reveal whether a LF follows.
    const rest = endedWithCR && text.startsWith('\n') ? text.slice(1) : text;
    endedWithCR = text.endsWith('\r');
    pending += endedWithCR ? `${rest}\n` : rest;
    const fits = pending.length < maxPending && line.length + size + pending.length <= limit;
    if (fits && !/[\r\n]/.test(text)) return;
    const [first = '', ...others] = pending.split(/\r\n?|\n/);
    pending = '';
    line += first;
    for (const other of others) {
      read(line);
      line = other;
    }
    if (line.length + size > limit) fail(limit, 'characters');
    if (lines > maxFrameLines) fail(maxFrameLines, 'lines');
  };
  return {
    feed,
    end: () => {
      feed('\n\n\n');
    },
  };
}
