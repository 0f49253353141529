/** A string of frames with characters above ASCII that may represent bytes of UTF-8. */
export interface FrameText {
  readonly text: string;
  /** Whether the string is ASCII and needs no decoding. */
  readonly isAscii: boolean;
  /** Decodes a part of it. */
  readonly decode: (start: number, end: number) => string;
}
