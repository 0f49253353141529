import { errorHeaders, getErrorHeaders } from './from-response/get-error-headers.js';
import { isRetryableStatus } from './from-response/is-retryable-status.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** Details of an error response. */
export interface APIErrorInit extends VeniceErrorInit {
  /** HTTP status. Copied to the error only if it is the status of a failed request, see `APIError.status`. */
  readonly status?: number | undefined;
  /** The server's error code, or null: most of Venice's error responses have none. */
  readonly code: string | null;
  /** See `APIError.body`. */
  readonly body: unknown;
  /** Response headers, names in lower case. Read them one at a time with `APIError.header`. */
  readonly headers: Readonly<Record<string, string>>;
  /** See `APIError.inBand`. */
  readonly inBand: boolean;
  /** Request id to quote to Venice's support: `CF-RAY`, else `x-request-id`. */
  readonly requestId?: string;
}

/**
 * The server responded with an error. Redirects are errors too: they are never followed.
 *
 * The status selects the subclass; if the error is inside an answer (`inBand`), the error's code or type does.
 *
 * `message` is the status and the server's message; if the error is inside an answer, the message comes first.
 *
 * The error has no `headers` property, and no `status` of a success: server frameworks would copy them into their own response.
 * `toSafeError` of `venice-rx/relay` decides which parts of an error a visitor may see.
 */
export class APIError extends VeniceError {
  /**
   * HTTP status. Undefined if the server responded with a success (2xx): for an error inside an answer (`inBand`), and for
   * another body than an answer, such as a page.
   */
  declare readonly status: number | undefined;
  /** The server's error code, or null: most of Venice's error responses have none. */
  declare readonly code: string | null;
  /**
   * The body, or the data of the frame that reports the error: parsed if it is JSON, else its text. The body of a response with an
   * error status is truncated to 64 KiB.
   */
  declare readonly body: unknown;
  /** True if the status of the response is a success, and its stream or body reports the error. */
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
