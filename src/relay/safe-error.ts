/** The part of an error that a client of your server may see. */
export interface SafeError {
  /** HTTP status for the response. */
  readonly status: number;
  /** One of the codes that clients know, see `docs/wire-format.md`. */
  readonly code: string;
  /** A sentence for a person; nothing that Venice has said. */
  readonly message: string;
  /** How long to wait before another try, in milliseconds, if known. */
  readonly retryAfter?: number;
}
