/** The bytes of a read. */
export interface FrameBytes {
  readonly bytes: Uint8Array;
  /** Whether a part of the bytes is valid UTF-8. */
  readonly isValid: (start: number, end: number) => boolean;
}

/** Compares a chunk with the frame that it was read from. */
export interface FrameComparison {
  /** Whether the chunk that was read last still has the content of its frame. */
  readonly hasContentOfFrame: (chunk: object) => boolean;
}

/**
 * One read of a stream, while its chunks are emitted. A subscriber that can forward bytes, such as the relay, gets them from here. After the
 * read, the bytes are not kept: a chunk has no reference to them.
 */
export class EmittedRead {
  /** Position of the frame whose chunk is being emitted. A frame consists of `data: `, one line of JSON, and a blank line. */
  start = 0;
  /** Position after this frame. */
  end = 0;
  #wantsBytes = false;
  #comparison: FrameComparison | undefined;
  #chunk: object | undefined;
  #source: FrameBytes | undefined;
  #isLastSource = true;
  #listeners: (() => void)[] = [];

  /** Whether a subscriber has received a chunk of this stream itself, not a copy, and has asked for its bytes. */
  get wantsBytes(): boolean {
    return this.#wantsBytes;
  }

  /** Makes this the current read. Returns the read that is in progress further up the call stack; pass it to `close`. */
  open(): EmittedRead | undefined {
    const outer = current;
    outer?.endFrame();
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    current = this;
    return outer;
  }

  /** Ends the read. Calls its listeners before the bytes are removed. */
  close(outer: EmittedRead | undefined): void {
    this.#chunk = undefined;
    current = outer;
    if (this.#listeners.length > 0) {
      for (const listener of this.#listeners.splice(0)) listener();
    }
    this.#source = undefined;
    this.#comparison = undefined;
  }

  /** Call this before the frames of these bytes are read. `isLast` is false if the read has more bytes after them. */
  beginSource(source: FrameBytes, isLast: boolean): void {
    this.#source = source;
    this.#isLastSource = isLast;
  }

  /**
   * Publishes the frame of the chunk that is emitted next, in place of the previous frame. Without a comparison, `bytesOf` returns undefined
   * for this chunk.
   */
  beginFrame(chunk: object, start: number, end: number, comparison?: FrameComparison): void {
    this.start = start;
    this.end = end;
    this.#chunk = chunk;
    this.#comparison = comparison;
  }

  /** Call this before a frame is parsed: `bytesOf` then returns undefined. */
  endFrame(): void {
    this.#chunk = undefined;
  }

  /**
   * Returns bytes in which the frame of this chunk is at `start` to `end`. Undefined if another chunk was emitted last, if the chunk has been
   * changed, if its frame was read without a template, or if the frame is not valid UTF-8.
   */
  bytesOf(chunk: object): Uint8Array | undefined {
    if (this.#chunk !== chunk) return undefined;
    this.#wantsBytes = true;
    if (this.#comparison === undefined || this.#source?.isValid(this.start, this.end) !== true)
      return undefined;
    return this.#comparison.hasContentOfFrame(chunk) ? this.#source.bytes : undefined;
  }

  /**
   * Whether the read ends with the frame of this chunk. False if that is not known: for a copy, for a chunk that was not emitted last, and for
   * a frame of several lines.
   */
  isLast(chunk: object): boolean {
    return this.#chunk === chunk && this.#isLastSource && this.end === this.#source?.bytes.length;
  }

  /** Calls the listener once, after the last chunk of this read. The listener must not throw. */
  onEnd(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

let current: EmittedRead | undefined;

/** Returns the read whose chunks are being emitted in the current call stack, if any. */
export function currentRead(): EmittedRead | undefined {
  return current;
}
