/** The head of the answer that an error is made from. */
export interface ResponseHead {
  /** HTTP status. */
  readonly status: number;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** When it came, in Unix milliseconds. */
  readonly now: number;
  /** Takes the key out of a text. */
  readonly redact?: (text: string) => string;
}
