// Where there may be none, `frame-reader-in-pages.ts` is used instead.
// eslint-disable-next-line no-restricted-imports
import { Buffer, isAscii } from 'node:buffer';
import type { FrameText } from './frame-text.js';

/**
 * Bytes as a text of one character for each of them. All that gives a stream its form is ASCII, stands in it as it is and at its
 * place, and no byte of another character is like it: so nothing is decoded but what is wanted, which is the cheaper the
 * fewer it is. Source: WHATWG Encoding, UTF-8.
 */
export class ByteText implements FrameText {
  readonly text: string;
  readonly isPlain: boolean;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.text = this.bytes.toString('latin1');
    this.isPlain = isAscii(bytes);
  }

  decode(start: number, end: number): string {
    return this.isPlain ? this.text.slice(start, end) : this.bytes.toString('utf8', start, end);
  }
}

/** The bytes of a text as a text of one character for each of them. */
export function bytesAsText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/**
 * A copy of a part of a text of bytes. The part itself is a view, which keeps alive all that one read brought, and is slower
 * to compare with.
 */
export function own(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}
