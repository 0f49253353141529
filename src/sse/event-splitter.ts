import { type EventSourceParser, createParser } from 'eventsource-parser';
import type { Frame } from './frame.js';
import { isWholeFrame } from './is-whole-frame.js';

const lineFeed = 0x0a;

/** Callbacks and limit of an {@link EventSplitter}. */
export interface EventSplitterOptions {
  readonly onFrame: (frame: Frame) => void;
  readonly onTooLong: () => void;
  /** Called with each line that the standard ignores, except comments. */
  readonly onUnknownLine: (line: string) => void;
  /** Maximum length of a line, in characters. */
  readonly maxBufferSize: number;
}

/**
 * Parses events, including events without a blank line between them: if the first line of data is a complete JSON object, the event ends
 * before the next line of data. Otherwise an event may have several lines of data, as in the standard.
 */
export class EventSplitter {
  readonly #parser: EventSourceParser;
  readonly #onFrame: (frame: Frame) => void;
  #isAtLine = true;
  /** Number of data lines of the event so far. */
  #dataLines = 0;
  /** Whether a line with a name has followed the first line of data. If the event is cut after it, the name is that of the next event. */
  #isNamedLater = false;
  /** Whether the event is being ended before a further line of data, without a blank line. */
  #isCut = false;
  /** Data and name of an event that was cut before its JSON was complete. If the JSON was complete, only the name for the next event. */
  #before: Partial<Frame> = {};

  constructor({ onFrame, onTooLong, onUnknownLine, maxBufferSize }: EventSplitterOptions) {
    this.#onFrame = onFrame;
    this.#parser = createParser({
      onEvent: (frame) => {
        this.#receive(frame);
      },
      maxBufferSize,
      onError: ({ type, line = '' }) => {
        if (type === 'max-buffer-size-exceeded') onTooLong();
        else onUnknownLine(line);
      },
    });
  }

  /** Reads more text, whose lines may end with LF, CRLF or CR; a CR at its end is a line end. */
  feed(text: string): void {
    const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
    let from = 0;
    for (let at = this.#isAtLine ? 0 : afterLine(lines, 0); at < lines.length; at = afterLine(lines, at)) {
      if (lines.charCodeAt(at) === lineFeed) {
        this.#dataLines = 0;
        if (this.#before.data !== undefined) {
          this.#parser.feed(lines.slice(from, at + 1));
          from = at + 1;
          this.#flush();
        }
      } else if (isField(lines, at, 'event')) this.#isNamedLater = this.#dataLines === 1;
      else if (isField(lines, at, 'data')) {
        if (this.#dataLines === 1) {
          this.#parser.feed(lines.slice(from, at));
          this.#cut();
          from = at;
        }
        this.#dataLines += 1;
      }
    }
    this.#parser.feed(from === 0 ? lines : lines.slice(from));
    this.#isAtLine = lines.endsWith('\n');
  }

  #cut(): void {
    this.#isCut = true;
    this.#parser.feed('\n');
    this.#isCut = false;
    this.#isNamedLater = false;
  }

  /** At a blank line, emits an event that was cut. The line after the cut began like a line of data, but was another one. */
  #flush(): void {
    const { data, event } = this.#before;
    this.#before = {};
    if (data !== undefined) this.#onFrame({ data, event });
  }

  #receive({ data, event }: Frame): void {
    const before = this.#before;
    const name = event ?? before.event;
    this.#before = {};
    if (!this.#isCut) {
      this.#onFrame({ data: before.data === undefined ? data : `${before.data}\n${data}`, event: name });
    } else if (isWholeFrame(data)) {
      this.#before = { event: name };
      this.#dataLines = 0;
      this.#onFrame({ data, event: this.#isNamedLater ? before.event : name });
    } else this.#before = { data, event: name };
  }
}

/** The position after the end of the line; the end of the text if the line continues after it. */
function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Whether the line at this position has a field of this name; also if the rest of the name has not arrived. */
function isField(text: string, at: number, name: string): boolean {
  const end = at + name.length;
  if (end >= text.length) return name.startsWith(text.slice(at));
  return text.startsWith(name, at) && (text[end] === ':' || text.charCodeAt(end) === lineFeed);
}
