import type { ReplyTiming } from './reply-timing.js';

/** An HTTP response that is not a chat completion, usually an error; the same with and without `stream`. */
export interface ErrorReply {
  /** HTTP status, such as 429. */
  readonly status: number;
  /** The body: a string is sent unchanged, as HTML; any other value as JSON. */
  readonly body: unknown;
  /** Headers to add to the default ones, or to override them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Delay before the response; only `headersDelay` is used. */
  readonly timing?: ReplyTiming;
}
