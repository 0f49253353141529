/** A text that frames are read from, whose characters above ASCII may stand for bytes of UTF-8. */
export interface FrameText {
  readonly text: string;
  /** Whether the text means what it says, as it has ASCII only. */
  readonly isPlain: boolean;
  /** What a part of it means. */
  readonly decode: (start: number, end: number) => string;
}
