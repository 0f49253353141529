import { errorHeaders, getErrorHeaders } from './from-response/get-error-headers.js';
import { isRetryableStatus } from './from-response/is-retryable-status.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** Details of an error response. */
export interface APIErrorInit extends VeniceErrorInit {
  /** HTTP status. Copied to the error only if it is the status of a failed request, see `APIError.status`. */
  readonly status?: number | undefined;
  /** The server's error code, or null: most of Venice's error responses have none. */
  readonly code: string | null;
  /** The body: parsed if it is JSON, else its text. Truncated to 64 KiB. */
  readonly body: unknown;
  /** Response headers, names in lower case. Read them one at a time with `APIError.header`. */
  readonly headers: Readonly<Record<string, string>>;
  /** True if the error arrived inside a stream that started with a 200. */
  readonly inBand: boolean;
  /** Request id to quote to Venice's support: `CF-RAY`, else `x-request-id`. */
  readonly requestId?: string;
}

/**
 * The server responded with an error. Redirects are errors too: they are never followed.
 *
 * `message` begins with the status, followed by the server's message; for an error inside a stream, the status comes after it.
 *
 * The error has no `headers` property, and no `status` of a success: server frameworks would copy them into their own response.
 * `toSafeError` of `venice-rx/relay` decides which parts of an error a visitor may see.
 */
export class APIError extends VeniceError {
  /**
   * HTTP status. Undefined if the server responded with a success (2xx): for an error inside a stream (`inBand`), and for a
   * page instead of an answer.
   */
  declare readonly status: number | undefined;
  /** The server's error code, or null: most of Venice's error responses have none. */
  declare readonly code: string | null;
  /** The body: parsed if it is JSON, else its text. Truncated to 64 KiB. */
  declare readonly body: unknown;
  /** True if the error arrived inside a stream that started with a 200. */
  declare readonly inBand: boolean;
  /** Request id to quote to Venice's support: `CF-RAY`, else `x-request-id`. */
  declare readonly requestId?: string;

  constructor({ headers, status, ...init }: APIErrorInit) {
    super(init);
    if (!init.inBand && status !== undefined && (status < 200 || status > 299))
      Object.assign(this, { status });
    // A copy made by `with()` gets no headers, but its cause is the error that it copies.
    const shown = (headers as APIErrorInit['headers'] | undefined) ?? getErrorHeaders(init.cause);
    Object.defineProperty(this, errorHeaders, { value: { __proto__: null, ...shown } });
  }

  override get name(): string {
    return 'APIError';
  }

  override get isRetryable(): boolean {
    return isRetryableStatus(this.status ?? 0);
  }

  /** Returns a response header by its case-insensitive name; undefined if the response has no such header. */
  header(name: string): string | undefined {
    return getErrorHeaders(this)?.[name.toLowerCase()];
  }
}
