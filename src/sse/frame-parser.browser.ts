import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { createErrorLineReader } from './error-lines.js';
import type { Frame } from './frame.js';
import { type FrameParser, maxFrameLength, maxFrameLines } from './frame-parser.js';
import { isWholeFrame } from './is-whole-frame.js';

/**
 * Maximum number of characters without a line end that are collected before they are joined. Many pieces of one character that are not
 * joined would take many times their length in memory.
 */
const maxPending = 4096;

/**
 * The parser for browsers: a third of the size of eventsource-parser, with the same limits, but without ids and `retry`. After `onLimit`,
 * nothing is called. Source: WHATWG HTML, section 9.2.
 */
export function createFrameParser(
  onFrame: (frame: Frame) => void,
  onLimit: (error: LimitExceededError) => void,
  limit = maxFrameLength,
): FrameParser {
  let isOver = false;
  let endedWithCR = false;
  /** The text to parse next, and the incomplete line before it. */
  let pending = '';
  let line = '';
  /** Number of lines since the last event. */
  let lines = 0;
  /** The lines of data of the event so far, and the number of their characters. */
  let data: string[] = [];
  let size = 0;
  let event: string | undefined;
  /** The name that the event had at the first line of its data. */
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
