// Runtimes without Buffer use `frame-reader.browser.ts` instead.
// eslint-disable-next-line no-restricted-imports
import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import type { FrameBytes } from './emitted-read.js';
import type { FrameText } from './frame-text.js';

/**
 * The bytes of a read as a string with one character per byte. The syntax of a stream is ASCII, and no byte of another UTF-8 character
 * equals an ASCII character. So the syntax can be found in this string, and only the needed parts are decoded. Source: WHATWG Encoding,
 * UTF-8.
 */
export class ByteText implements FrameBytes, FrameText {
  readonly text: string;
  readonly isAscii: boolean;
  readonly bytes: Buffer;
  #isValid: boolean | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.text = this.bytes.toString('latin1');
    this.isAscii = isAscii(bytes);
  }

  isValid(start: number, end: number): boolean {
    if (this.isAscii) return true;
    this.#isValid ??= isUtf8(this.bytes);
    // A read that ends in the middle of a character is not valid, but its other parts may be.
    return this.#isValid || isUtf8(this.bytes.subarray(start, end));
  }

  decode(start: number, end: number): string {
    return this.isAscii ? this.text.slice(start, end) : this.bytes.toString('utf8', start, end);
  }
}

/** Converts a string to a string with one character per UTF-8 byte. */
export function bytesAsText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Decodes a string with one character per UTF-8 byte. */
export function asText(byteText: string): string {
  return Buffer.from(byteText, 'latin1').toString();
}

/** Copies a part of a string with one character per byte. V8 may store the part as a view, which keeps the whole string alive. */
export function copyString(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}
