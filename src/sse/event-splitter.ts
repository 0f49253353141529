import { type EventSourceParser, createParser } from 'eventsource-parser';
import type { Frame } from './frame.js';
import { isWholeFrame } from './is-whole-frame.js';

const lineFeed = 0x0a;
const letterD = 0x64;
const letterE = 0x65;

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
 * A parser of events that also ends one after its first line of data if that is a whole frame and another line of data follows.
 * An event whose first line is not whole has several lines, as in the standard.
 */
export class EventSplitter {
  readonly #parser: EventSourceParser;
  readonly #onFrame: (frame: Frame) => void;
  #isAtLine = true;
  /** Number of data lines of the event so far, and whether a name has followed the first one. */
  #dataLines = 0;
  #isNamedLater = false;
  /** Whether the event ends because of a line of data, not of a blank line. */
  #isCut = false;
  /** An event that was cut, but is not whole; or the name of one that is. */
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
      const first = lines.charCodeAt(at);
      if (first === lineFeed) this.#dataLines = 0;
      else if (first === letterE) this.#isNamedLater = this.#dataLines === 1;
      else if (first === letterD) {
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

/** The position after the end of the line; that of the end of the text if the line goes on. */
function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
