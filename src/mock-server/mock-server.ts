/// <reference lib="esnext.disposable" preserve="true" />
import type { ReceivedRequest } from './received-request.js';

/** A running mock server. Keeps the process alive until `close()`. */
export interface MockServer extends AsyncDisposable {
  /** Origin of the server, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** Base URL for a client: the origin and `/api/v1`. */
  readonly baseURL: string;
  /** TCP port of the server. */
  readonly port: number;
  /**
   * Requests received in full, oldest first. Keeps the latest 1,000, or fewer so that their bodies together take at most 16 MiB of
   * memory. A body that takes more than 16 MiB alone is null.
   */
  readonly requests: readonly ReceivedRequest[];
  /** Number of requests received in full since the start. */
  readonly requestCount: number;
  /** Number of open connections, busy or idle. */
  readonly openConnections: number;
  /** Number of requests whose headers have arrived and whose responses have not ended. */
  readonly openRequests: number;
  /** Number of requests whose connection closed before the end of the response, also by a fault, but not by `close()`. */
  readonly cancellations: number;
  /** Closes all connections immediately; resolves when none is left. Further calls have no effect. */
  close(): Promise<void>;
  /** Same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
