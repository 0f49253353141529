/** A received request. Credentials can be read by name, but are hidden from JSON and `util.inspect`. */
export interface ReceivedRequest {
  /** HTTP method, such as `POST`. */
  readonly method: string;
  /** Path and query, such as `/api/v1/chat/completions`. */
  readonly path: string;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON; the raw string if the body is not JSON; null if the body was too large to keep. */
  readonly body: unknown;
}
