/** Receives the parts of a JSON document in order. */
export interface JsonSink {
  /** Start of an object. */
  openObject(): void;
  /** Start of an array. */
  openArray(): void;
  /** End of the innermost open object or array. */
  close(): void;
  /** Key of the next value in an object. */
  key(name: string): void;
  /** Start of a string value. */
  openText(): void;
  /** Next part of the open string, unescaped. */
  text(piece: string): void;
  /** End of the open string. */
  closeText(): void;
  /** A complete number, or `true`, `false` or `null`. */
  scalar(value: boolean | number | null): void;
}
