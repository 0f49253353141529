import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxAnswerBody } from '../response/whole-body.js';
import { ByteStore } from '#byte-store';

const decompressors = new Map([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
]);

/** Whether a body with this `Content-Encoding` can be decompressed. */
export function isDecompressible(coding: string): boolean {
  return decompressors.has(coding.trim().toLowerCase());
}

/**
 * The compressed body of a response in one piece. The body is buffered to its end, and then decompressed synchronously: Node's
 * streams would use another thread, which unsubscribing does not stop. The compressed and the decompressed size are limited.
 */
export class CompressedBody {
  readonly #coding: string;
  readonly #bytes = new ByteStore();

  /** @param coding - A `Content-Encoding` for which {@link isDecompressible} is true. */
  constructor(coding: string) {
    this.#coding = coding.trim().toLowerCase();
  }

  /** Adds bytes. Throws a `LimitExceededError` beyond the limit. */
  push(bytes: Buffer): void {
    if (this.#bytes.size + bytes.length > maxAnswerBody) throw tooLarge();
    this.#bytes.push(bytes);
  }

  /** Returns the decompressed body. Throws a `LimitExceededError`, or an `APIConnectionError` if it is truncated or invalid. */
  read(): Buffer {
    if (this.#bytes.size === 0) return Buffer.alloc(0);
    try {
      const decompress = decompressors.get(this.#coding) ?? gunzipSync;
      return decompress(Buffer.concat(this.#bytes.blocks()), { maxOutputLength: maxAnswerBody });
    } catch (cause) {
      const { code = 'ERR_CONTENT_CODING' } = cause as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
      throw new APIConnectionError({ message: `the answer cannot be decompressed: ${code}`, code, cause });
    }
  }
}

function tooLarge(): LimitExceededError {
  const message = `the answer body is larger than ${maxAnswerBody} bytes`;
  return new LimitExceededError({ message, kind: 'answer body', limit: maxAnswerBody });
}
