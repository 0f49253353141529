import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { VeniceError } from '../errors/venice-error.js';
import { ByteText, bytesAsText } from './byte-text.js';
import { EmittedRead } from './emitted-read.js';
import { sharedTemplates } from './fast-path/shared-templates.js';
import { StreamTemplates } from './fast-path/stream-templates.js';
import type { Frame } from './frame.js';
import { type FrameParser, createFrameParser, maxFrameLength } from './frame-parser.js';
import type { FrameSink } from './frame-sink.js';
import { readFrame } from './read-frame.js';
import { SplitLine } from './split-line.js';
import { startOfData } from './start-of-data.js';
import { Utf8Text } from './utf8-text.js';

/** Minimum number of bytes of a large read, see `FrameReader`. */
const minLargeRead = 2048;
/** Maximum number of small reads in a row, after a large one, whose frames are read by templates without a relay. */
const maxSmallReads = 4;

/**
 * Reads the frames of one stream. Decodes only the bytes that are needed as text.
 *
 * Frames with the same JSON structure are read faster, by templates, if the stream arrives in large reads. At the pace of a model it arrives
 * in small ones, of one or a few frames. If many such streams are read at once, the templates of a stream leave the processor's caches between
 * two of its reads, and `JSON.parse` is faster. Only for a relay, which need not serialize the chunks that templates have read, small reads
 * use templates, too. They make no narrow ones, since wide ones are shared by all streams of a source.
 */
export class FrameReader {
  /** Keeps one `ByteText` alive (see `client/keep-shapes.ts`), since a stream has a `ByteText` only during a read. */
  static readonly sample = new ByteText(new Uint8Array());

  readonly #head: ResponseHead;
  readonly #sink: FrameSink;
  /** Decoder and parser are created for the first frame that needs them, which most streams do not have. */
  #decoder: Utf8Text | undefined;
  #parser: FrameParser | undefined;
  readonly #source: string | undefined;
  /** Created for the first read that uses templates. */
  #templates: StreamTemplates | undefined;
  /** The templates for the current read; undefined if they are not used for it. */
  #activeTemplates: StreamTemplates | undefined;
  /** Number of small reads in a row. Before the first large read, a small read uses templates only for a relay. */
  #smallReads = maxSmallReads;
  readonly #read = new EmittedRead();
  /** Whether nothing of the stream has been read yet. */
  #isAtStart = true;
  /** Whether the next byte starts a frame, and the parser has no part of a previous frame. */
  #isAtFrame = true;
  /** The first line of a frame that was cut by the end of a read. */
  readonly #line = new SplitLine();

  /** @param source - Name of a server and a model: answers of the same source share their templates. */
  constructor(head: ResponseHead, sink: FrameSink, source?: string) {
    this.#head = head;
    this.#sink = sink;
    this.#source = source;
  }

  /** Reads more bytes. */
  push(bytes: Uint8Array): void {
    const outer = this.#read.open();
    try {
      this.#readBytes(bytes);
    } finally {
      this.#read.close(outer);
    }
  }

  #readBytes(bytes: Uint8Array): void {
    this.#smallReads = bytes.length < minLargeRead ? this.#smallReads + 1 : 0;
    const isPaced = this.#smallReads > maxSmallReads;
    this.#activeTemplates = isPaced && !this.#read.wantsBytes ? undefined : this.#getTemplates(!isPaced);
    const source = new ByteText(bytes);
    // The fast path knows only lines that end with LF. If the read has a CR, the parser reads all of it.
    const hasCR = source.text.includes('\r');
    const start = this.#line.isHeld ? this.#endLine(source, hasCR) : 0;
    const at = hasCR ? start : this.#readFrames(source, start);
    if (at === bytes.length || this.#sink.closed) return;
    const rest = at === 0 ? bytes : bytes.subarray(at);
    if (!hasCR && this.#isAtFrame && !source.text.includes('\n', at) && this.#line.hold(rest)) return;
    this.#isAtFrame = false;
    this.#parse(rest);
  }

  /**
   * Continues the line that was cut at the end of the last read, and returns the position up to which it has read. If the frame has more
   * lines, passes the start of the line to the parser, and returns 0.
   */
  #endLine(source: ByteText, hasCR: boolean): number {
    const { bytes, text } = source;
    const end = text.indexOf('\n');
    if (!hasCR && end < 0 && this.#line.hold(bytes)) return bytes.length;
    if (!hasCR && text.charCodeAt(end + 1) === lineFeed) {
      const next = end + 2;
      this.#readFrames(new ByteText(this.#line.take(bytes.subarray(0, next))), 0, next === bytes.length);
      return next;
    }
    this.#isAtFrame = false;
    this.#parse(this.#line.take());
    return 0;
  }

  /** Ends the stream. */
  end(): void {
    if (this.#line.isHeld) this.#parse(this.#line.take());
    const rest = this.#decoder?.end() ?? '';
    if (rest !== '') this.#parser?.feed(rest);
    this.#parser?.end();
  }

  /** Reads the complete frames from `start`; returns the position after them. `isLast` is false if the read has more bytes after these. */
  #readFrames(source: ByteText, start: number, isLast = true): number {
    const { bytes, text } = source;
    let at = start;
    const templates = this.#activeTemplates;
    this.#read.beginSource(source, isLast);
    while (at < text.length && !this.#sink.closed) {
      const next = templates && this.#isAtFrame ? this.#recognize(templates, source, at) : -1;
      if (next >= 0) {
        this.#isAtStart = false;
        at = next;
        continue;
      }
      const lineEnd = text.indexOf('\n', at);
      const data = this.#isAtFrame ? startOfData(text, at, lineEnd) : -1;
      const lastLineEnd = data < 0 ? text.indexOf('\n\n', at) : lineEnd;
      if (lastLineEnd < 0) break;
      if (data < 0) this.#parse(bytes.subarray(at, lastLineEnd + 2));
      else this.#receiveLine(source, at, data, lastLineEnd);
      this.#isAtStart = false;
      // After a blank line, the parser has no part of a frame left.
      this.#isAtFrame = true;
      at = lastLineEnd + 2;
    }
    return at;
  }

  /** Receives the frame from `from` to the blank line after `end`, whose data start at `start`. */
  #receiveLine(source: ByteText, from: number, start: number, end: number): void {
    const data = source.decode(start, end);
    const chunk = this.#toChunk(
      { data, event: undefined },
      source.isAscii ? data : source.text.slice(start, end),
    );
    if (chunk === undefined) return;
    this.#read.beginFrame(chunk, from, end + 2);
    this.#sink.chunk(chunk);
  }

  #getTemplates(makesNarrow: boolean): StreamTemplates {
    this.#templates ??= new StreamTemplates(sharedTemplates(this.#source));
    this.#templates.makesNarrow = makesNarrow;
    return this.#templates;
  }

  #parse(bytes: Uint8Array): void {
    this.#read.endFrame();
    this.#decoder ??= new Utf8Text(this.#isAtStart);
    this.#parser ??= this.#parserFromHere();
    this.#parser.feed(this.#decoder.push(bytes));
  }

  #parserFromHere(): FrameParser {
    const sink = this.#sink;
    const parser = createFrameParser(
      (frame) => {
        if (sink.closed) return;
        const chunk = this.#toChunk(frame);
        if (chunk !== undefined) sink.chunk(chunk);
      },
      (error) => {
        sink.result(error);
      },
    );
    // The decoder has removed a byte order mark at the start of the stream. The parser would remove one from its first line; an empty
    // first line prevents that.
    parser.feed('\n');
    return parser;
  }

  /** Emits the chunk of a frame that matches a template. Returns the position of the next frame, or -1 if no template matches. */
  #recognize(templates: StreamTemplates, source: ByteText, at: number): number {
    if (!templates.isEnabled) return -1;
    const chunk = templates.recognize(source, at);
    if (chunk === undefined) return -1;
    const { end } = templates;
    // The parser reports a frame that is too long.
    if (end - at > maxFrameLength) return -1;
    this.#read.beginFrame(chunk, at, end, templates);
    this.#sink.chunk(chunk);
    return end;
  }

  /**
   * Parses a frame. Returns its chunk, or passes another result to the sink.
   *
   * @param byteText - The data of the frame with one character per byte; created if it is missing.
   */
  #toChunk(frame: Frame, byteText?: string): ChatCompletionChunk | undefined {
    this.#read.endFrame();
    const result = readFrame(frame, this.#head);
    // The string is `done` or `nothing`.
    if (typeof result === 'string' || result instanceof VeniceError) {
      this.#sink.result(result);
      return undefined;
    }
    if (frame.event === undefined && this.#activeTemplates?.shouldLearn() === true)
      this.#activeTemplates.learn(byteText ?? bytesAsText(frame.data), result);
    return result;
  }
}

const lineFeed = 0x0a;
