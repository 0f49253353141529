import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxAnswerBody } from '../response/response-buffer.js';
import { ByteStore } from '../response/byte-store.js';

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
 * A compressed body that is wanted in one piece. It is kept until its end and decompressed there in one turn: Node's
 * streams would do it on another thread, of which unsubscribing knows nothing. Both its sizes are bounded.
 */
export class CompressedBody {
  private readonly coding: string;
  private readonly bytes = new ByteStore();

  /** `coding` is a decompressible one. */
  constructor(coding: string) {
    this.coding = coding.trim().toLowerCase();
  }

  /** Adds bytes, or throws a `LimitExceededError`. */
  push(bytes: Buffer): void {
    if (this.bytes.size + bytes.length > maxAnswerBody) throw tooLarge();
    this.bytes.push(bytes);
  }

  /** The body, decompressed. Throws a `LimitExceededError`, or an `APIConnectionError` when it is cut or wrong. */
  read(): Buffer {
    if (this.bytes.size === 0) return Buffer.alloc(0);
    try {
      const decompress = decompressors.get(this.coding) ?? gunzipSync;
      return decompress(Buffer.concat(this.bytes.blocks()), { maxOutputLength: maxAnswerBody });
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
