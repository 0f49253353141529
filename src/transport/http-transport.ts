import type { Observable } from 'rxjs';
import type { TransportEvent } from './transport-event.js';

/** A request as a transport sends it. */
export interface TransportRequest {
  /** HTTP method. */
  readonly method: 'GET' | 'POST';
  /** Absolute address. */
  readonly url: string;
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, sent as UTF-8. */
  readonly body?: string;
  /** How long connecting may take, in milliseconds; transports that cannot see connecting ignore it. */
  readonly connectTimeout?: number;
  /**
   * While its last value is false, the transport does not read from the connection, so that the server has to wait; what it
   * has read before may still come. Open until the first value. A transport that cannot pause ignores it.
   */
  readonly gate?: Observable<boolean>;
}

/**
 * Sends a request on subscription, and emits what comes back. One subscription owns the connection from the
 * first byte to the last: unsubscribing closes it at once and in silence, in whatever phase it is. Redirects are not
 * followed. What goes wrong is an `APIConnectionError`.
 */
export type HttpTransport = (request: TransportRequest) => Observable<TransportEvent>;

/** A transport that holds connections of its own. */
export interface ClosableHttpTransport extends HttpTransport {
  /** Closes all connections at once. Runs that still use them fail. */
  readonly close: () => Promise<void>;
}
