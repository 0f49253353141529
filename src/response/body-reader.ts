import type { ResponseHead } from '../errors/from-response/response-head.js';
import { ChunkDecoder, type ChunkSink, type ChunkListeners } from '../sse/chunk-decoder.js';
import { isSuccess } from './is-success.js';
import { ByteStore } from '#byte-store';
import { type Convert, WholeBody, maxErrorBody } from './whole-body.js';
import { unexpectedBody } from './unexpected-body.js';

/** Reads the body of a response, and emits the result. */
export interface BodyReader {
  /** Whether the response is complete, so that further bytes are ignored. Default: false. */
  readonly isDone?: boolean | undefined;
  push(bytes: Uint8Array): void;
  end(): void;
  fail(cause: unknown): void;
}

/**
 * Returns the reader for the response to a streaming request. Instead of the content type, the first byte of a successful body that is not
 * white space decides.
 */
export function bodyReader(
  head: ResponseHead,
  sink: ChunkSink,
  listeners?: ChunkListeners,
  requiresFinish?: boolean,
  source?: string,
): BodyReader {
  const readWhole = (limit?: number): BodyReader => new WholeBody(head, sink, notAStream, limit);
  if (!isSuccess(head.status)) return readWhole();
  return new SniffingReader((isHtmlOrJson) =>
    isHtmlOrJson
      ? // With the smaller limit of error bodies, since HTML or JSON instead of a stream is an error in any case.
        readWhole(maxErrorBody)
      : new ChunkDecoder(head, sink, listeners, requiresFinish, source),
  );
}

/** Throws the error of a successful response whose body is not an event stream. */
const notAStream: Convert<never> = (body, cause) => {
  const expected = 'a stream of server-sent events';
  throw unexpectedBody({ head: body.head, value: body.parse(), expected, cause });
};

/** White space, and the bytes of a byte order mark. */
const ignoredBytes = [0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf];
/** An event stream never starts with `<`, `[` or `{`; HTML and JSON do. */
const firstBytesOfHtmlAndJson = [0x3c, 0x5b, 0x7b];

/** Maximum number of reads that contain only white space. If there are more, the body is read as an event stream. */
const maxReads = 100;

/** Keeps white space until the first other byte distinguishes a stream from HTML and JSON. The chosen reader then gets all bytes. */
class SniffingReader implements BodyReader {
  readonly #readerFor: (isHtmlOrJson: boolean) => BodyReader;
  #held: ByteStore | undefined;
  #reads = 0;
  #reader: BodyReader | undefined;

  constructor(readerFor: (isHtmlOrJson: boolean) => BodyReader) {
    this.#readerFor = readerFor;
  }

  get isDone(): boolean | undefined {
    return this.#reader?.isDone;
  }

  push(bytes: Uint8Array): void {
    const reader = this.#reader ?? this.#sniff(bytes);
    if (reader === undefined) (this.#held ??= new ByteStore()).push(bytes);
    else reader.push(bytes);
  }

  end(): void {
    this.#choose().end();
  }

  fail(cause: unknown): void {
    this.#choose().fail(cause);
  }

  #sniff(bytes: Uint8Array): BodyReader | undefined {
    const first = bytes.find((byte) => !ignoredBytes.includes(byte));
    if (first !== undefined) return this.#choose(firstBytesOfHtmlAndJson.includes(first));
    this.#reads += 1;
    return this.#reads > maxReads ? this.#choose() : undefined;
  }

  #choose(isHtmlOrJson = false): BodyReader {
    if (this.#reader !== undefined) return this.#reader;
    const reader = this.#readerFor(isHtmlOrJson);
    this.#reader = reader;
    if (this.#held) reader.push(this.#held.bytes());
    this.#held = undefined;
    return reader;
  }
}
