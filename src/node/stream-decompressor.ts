import {
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
} from 'node:zlib';
import { APIConnectionError } from '../errors/api-connection-error.js';

/** Emits output as soon as possible. A truncated body ends without an error: the reader of the stream detects that it is incomplete. */
const flush = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const flushBrotli = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
};

const decompressors = new Map<string, () => BrotliDecompress | Gunzip | Inflate>([
  ['br', () => createBrotliDecompress(flushBrotli)],
  ['deflate', () => createInflate(flush)],
  ['gzip', () => createGunzip(flush)],
  ['x-gzip', () => createGunzip(flush)],
]);

/** Receives the output of a decompressor. */
export interface DecompressorSink {
  readonly data: (bytes: Buffer) => void;
  /** Called when more input may be written. */
  readonly drain: () => void;
  readonly error: (error: APIConnectionError) => void;
}

/** Decompresses a stream as it arrives. The reader of the stream limits the size of the output. */
export class StreamDecompressor {
  readonly #stream: BrotliDecompress | Gunzip | Inflate;

  private constructor(stream: BrotliDecompress | Gunzip | Inflate, sink: DecompressorSink) {
    this.#stream = stream
      .on('data', sink.data)
      .on('drain', sink.drain)
      .on('error', (cause: NodeJS.ErrnoException) => {
        const { code = 'ERR_CONTENT_CODING' } = cause;
        const message = `the answer cannot be decompressed: ${code}`;
        sink.error(new APIConnectionError({ message, code, cause }));
      });
  }

  /** Creates a decompressor; undefined if the `Content-Encoding` is not supported. */
  static of(coding: string, sink: DecompressorSink): StreamDecompressor | undefined {
    const create = decompressors.get(coding.trim().toLowerCase());
    return create && new StreamDecompressor(create(), sink);
  }

  /** Adds bytes. Returns false if no more should be written until `drain`. */
  write(bytes: Buffer): boolean {
    return this.#stream.write(bytes);
  }

  /** Ends the input, and calls `onEnd` after the last output. */
  end(onEnd: () => void): void {
    this.#stream.on('end', onEnd).end();
  }

  /** Called with the state of the gate. Keeps the output while the gate is closed. */
  setOpen(isOpen: boolean): void {
    if (isOpen) this.#stream.resume();
    else this.#stream.pause();
  }

  /** Stops emitting. */
  destroy(): void {
    this.#stream.destroy();
  }
}
