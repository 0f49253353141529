import type { ReplyTiming } from './reply-timing.js';

/** An answer that is an HTTP error, for requests with and without `stream` alike. */
export interface ErrorReply {
  /** HTTP status, such as 429. */
  readonly status: number;
  /** The body: a text is sent as it is, as HTML; anything else as JSON. */
  readonly body: unknown;
  /** Headers to add to the usual ones, or to replace them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long to wait before it is sent; only `headersDelay` counts. */
  readonly timing?: ReplyTiming;
}
