import { isRetryableStatus } from './is-retryable-status.js';
import { VeniceError, type VeniceErrorFacts } from './venice-error.js';

/** What an answer of the server that reports an error says. */
export interface APIErrorFacts extends VeniceErrorFacts {
  /** HTTP status; inside a stream the 200 that had been received. */
  readonly status: number;
  /** The server's own code, or null: most answers of Venice have none. */
  readonly code: string | null;
  /** The body: parsed where it is JSON, else its text. Kept up to 64 KiB. */
  readonly body: unknown;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** True where the error came inside a stream that had begun with a 200. */
  readonly inBand: boolean;
  /** What to name when asking Venice for help: `CF-RAY`, else `x-request-id`. */
  readonly requestId?: string;
}

/**
 * The server answered, and its answer is an error. Redirects are errors too: they are never followed.
 *
 * `message` begins with the status, followed by what the server says; for an error inside a stream, the status stands
 * behind it.
 */
export class APIError extends VeniceError {
  /** HTTP status; inside a stream the 200 that had been received. */
  declare readonly status: number;
  /** The server's own code, or null: most answers of Venice have none. */
  declare readonly code: string | null;
  /** The body: parsed where it is JSON, else its text. Kept up to 64 KiB. */
  declare readonly body: unknown;
  /** Response headers, names in lower case. */
  declare readonly headers: Readonly<Record<string, string>>;
  /** True where the error came inside a stream that had begun with a 200. */
  declare readonly inBand: boolean;
  /** What to name when asking Venice for help: `CF-RAY`, else `x-request-id`. */
  declare readonly requestId?: string;

  constructor(facts: APIErrorFacts) {
    super(facts);
  }

  override get name(): string {
    return 'APIError';
  }

  override get isRetryable(): boolean {
    return isRetryableStatus(this.status);
  }
}
