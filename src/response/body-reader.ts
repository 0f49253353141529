import type { ResponseHead } from '../errors/from-response/response-head.js';
import type { APIError } from '../errors/api-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { ChunkDecoder, type ChunkSink, type ChunkObserver } from '../sse/chunk-decoder.js';
import { AnswerBuffer, isSuccess, maxErrorBody } from './response-buffer.js';
import { ByteStore } from './byte-store.js';
import { unexpectedBody } from './unexpected-body.js';

/** Takes the body of the answer to a stream request, and gives the sink what it means. */
export interface BodyReader {
  /** Whether the answer is complete, and what comes now is not read any more. */
  readonly isDone: boolean;
  push(bytes: Uint8Array): void;
  end(): void;
  fail(cause: unknown): void;
}

/**
 * The reader for an answer with this head. Its content type is not believed: the first byte tells, and then `instead` is given
 * the reader that takes the place of this one.
 */
export function bodyReader(
  head: ResponseHead,
  sink: ChunkSink,
  observer: ChunkObserver | undefined,
  replaceWith: (reader: BodyReader) => void,
): BodyReader {
  if (!isSuccess(head.status)) return new BufferedReader(new AnswerBuffer(head), sink);
  return new SniffingReader((isWhole) => {
    const reader = isWhole
      ? new BufferedReader(new AnswerBuffer(head, maxErrorBody), sink)
      : new ChunkDecoder(head, sink, observer);
    replaceWith(reader);
    return reader;
  });
}

/** A body that is no stream: it is read to its end, and then it is an error. */
class BufferedReader implements BodyReader {
  readonly isDone = false;
  readonly #buffer: AnswerBuffer;
  readonly #sink: ChunkSink;

  constructor(buffer: AnswerBuffer, sink: ChunkSink) {
    this.#buffer = buffer;
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    try {
      this.#buffer.push(bytes);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    this.#sink.error(this.#buffer.isError ? this.#buffer.error() : this.#noStream());
  }

  fail(cause: unknown): void {
    const isTooLong = cause instanceof LimitExceededError;
    this.#sink.error(isTooLong && !this.#buffer.isError ? this.#noStream(cause) : this.#buffer.error(cause));
  }

  #noStream(cause?: unknown): APIError {
    const value = this.#buffer.parse();
    return unexpectedBody({
      head: this.#buffer.head,
      value,
      expected: 'a stream of server-sent events',
      cause,
    });
  }
}

const whiteSpace = [0x09, 0x0a, 0x0d, 0x20];
const byteOrderMark = [0xef, 0xbb, 0xbf];
/** No stream of events begins with `<`, `[` or `{`; a page and JSON do. */
const otherFirstBytes = [0x3c, 0x5b, 0x7b];

/** Reads of white space that are waited for: a server that sends more of it sends a stream. */
const maxReads = 100;

/** Waits for the first byte that tells a stream from a page or JSON. */
class SniffingReader implements BodyReader {
  readonly isDone = false;
  readonly #readerFor: (isWhole: boolean) => BodyReader;
  readonly #held = new ByteStore();
  #reads = 0;

  constructor(readerFor: (isWhole: boolean) => BodyReader) {
    this.#readerFor = readerFor;
  }

  push(bytes: Uint8Array): void {
    const first = bytes.find((byte) => !whiteSpace.includes(byte) && !byteOrderMark.includes(byte));
    if (first !== undefined) {
      this.#choose(otherFirstBytes.includes(first)).push(bytes);
      return;
    }
    this.#held.push(bytes);
    this.#reads += 1;
    if (this.#reads > maxReads) this.#choose();
  }

  end(): void {
    this.#choose().end();
  }

  fail(cause: unknown): void {
    this.#choose().fail(cause);
  }

  #choose(isWhole = false): BodyReader {
    const reader = this.#readerFor(isWhole);
    for (const bytes of this.#held.blocks()) reader.push(bytes);
    return reader;
  }
}
