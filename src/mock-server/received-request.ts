/** A request as it came in. Credentials can be read by name, but neither JSON nor `util.inspect` shows them. */
export interface ReceivedRequest {
  /** HTTP method, such as `POST`. */
  readonly method: string;
  /** Path and query, such as `/api/v1/chat/completions`. */
  readonly path: string;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON; the text itself when it is not JSON; null when it was too large to keep. */
  readonly body: unknown;
}
