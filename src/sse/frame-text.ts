/** The text of frames. It is ASCII, or has one character per UTF-8 byte, which must be decoded. */
export interface FrameText {
  readonly text: string;
  /** Whether the string is ASCII and needs no decoding. */
  readonly isAscii: boolean;
  /** Decodes a part of the text. */
  readonly decode: (start: number, end: number) => string;
}
