/** Takes the parts of a JSON text in the order in which they stand there. */
export interface JsonSink {
  /** A `{`. */
  openObject(): void;
  /** A `[`. */
  openArray(): void;
  /** The end of the object or array that was opened last. */
  close(): void;
  /** The name of the next value, in an object. */
  key(name: string): void;
  /** A text begins, as a value. */
  openText(): void;
  /** More of that text, its escapes read. */
  text(piece: string): void;
  /** The end of that text. */
  closeText(): void;
  /** A whole number, or `true`, `false` or `null`. */
  scalar(value: boolean | number | null): void;
}
