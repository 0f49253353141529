import type { Observable } from 'rxjs';
import type { TransportEvent } from './transport-event.js';

/** A request as sent by a transport. */
export interface TransportRequest {
  /** HTTP method. */
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Absolute URL. */
  readonly url: string;
  /** Request headers with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body: a string, sent as UTF-8, or the bytes of a form. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Connect timeout in milliseconds; ignored by transports that cannot observe connecting. */
  readonly connectTimeout?: number;
  /**
   * While the last value of the gate is false, the transport does not read from the connection, which applies backpressure to the
   * server. Data that was already read may still be emitted. Before its first value, the gate is open. The gate is ignored by a
   * transport that cannot pause, and for a response that must not be paused.
   */
  readonly gate?: Observable<boolean>;
}

/**
 * Sends a request on subscription and emits the response. The subscription owns the connection from the first byte of the request
 * to the last byte of the response: unsubscribing closes the connection immediately in any phase, without an error. Redirects are
 * not followed. A connection that fails is an `APIConnectionError`.
 */
export type HttpTransport = (request: TransportRequest) => Observable<TransportEvent>;

/** A transport that owns its connections. */
export interface ClosableHttpTransport extends HttpTransport {
  /** Closes all connections immediately. Runs that still use them fail. */
  readonly close: () => Promise<void>;
}
