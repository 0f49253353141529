/** Head of the response from which an error is created. */
export interface ResponseHead {
  /** HTTP status. */
  readonly status: number;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Arrival time, in Unix milliseconds. */
  readonly now: number;
  /** Removes the key from a string. */
  readonly redact?: (text: string) => string;
}
