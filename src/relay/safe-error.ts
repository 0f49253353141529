/** The part of an error that a client of your server may see. */
export interface SafeError {
  /** HTTP status for the response. */
  readonly status: number;
  /** One of the codes that clients know, see `docs/wire-format.md`. */
  readonly code: string;
  /** A message for humans, without any text from Venice. */
  readonly message: string;
  /** Milliseconds to wait before another attempt, if known. */
  readonly retryAfter?: number;
}
