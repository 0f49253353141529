import { errorHeaders, getErrorHeaders } from './from-response/get-error-headers.js';
import { isRetryableStatus } from './from-response/is-retryable-status.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** What an answer of the server that reports an error says. */
export interface APIErrorInit extends VeniceErrorInit {
  /** HTTP status. It becomes the error's own only if it is the status of a failed request, see {@link APIError.status}. */
  readonly status?: number | undefined;
  /** The server's own code, or null: most answers of Venice have none. */
  readonly code: string | null;
  /** The body: parsed where it is JSON, else its text. Kept up to 64 KiB. */
  readonly body: unknown;
  /** Response headers, names in lower case. The error shows them one by one, by {@link APIError.header}. */
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
 *
 * The error has no property `headers`, and no `status` of a success: frameworks for servers would copy them into their own
 * response. `toSafeError` of `venice-rx/relay` says what a visitor may see of an error.
 */
export class APIError extends VeniceError {
  /**
   * HTTP status. Undefined if the server answered with a success (2xx): for an error inside a stream (`inBand`), and for a page
   * in place of an answer.
   */
  declare readonly status: number | undefined;
  /** The server's own code, or null: most answers of Venice have none. */
  declare readonly code: string | null;
  /** The body: parsed where it is JSON, else its text. Kept up to 64 KiB. */
  declare readonly body: unknown;
  /** True where the error came inside a stream that had begun with a 200. */
  declare readonly inBand: boolean;
  /** What to name when asking Venice for help: `CF-RAY`, else `x-request-id`. */
  declare readonly requestId?: string;

  constructor({ headers, status, ...init }: APIErrorInit) {
    super(init);
    if (!init.inBand && status !== undefined && (status < 200 || status > 299))
      Object.assign(this, { status });
    // A copy made by `with()` gets no headers, but has the error that it copies as its cause.
    const shown = (headers as APIErrorInit['headers'] | undefined) ?? getErrorHeaders(init.cause);
    Object.defineProperty(this, errorHeaders, { value: { __proto__: null, ...shown } });
  }

  override get name(): string {
    return 'APIError';
  }

  override get isRetryable(): boolean {
    return isRetryableStatus(this.status ?? 0);
  }

  /** A header of the response by its name, in capitals or not; undefined if the response has none of this name. */
  header(name: string): string | undefined {
    return getErrorHeaders(this)?.[name.toLowerCase()];
  }
}
