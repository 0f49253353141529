/// <reference lib="esnext.disposable" preserve="true" />
import type { ReceivedRequest } from './received-request.js';

/** A running mock of Venice. It lives, and keeps the process alive, until `close()`. */
export interface MockServer extends AsyncDisposable {
  /** Its origin, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** What to give a client as base URL: the origin and `/api/v1`. */
  readonly baseURL: string;
  /** The TCP port that it listens on. */
  readonly port: number;
  /**
   * The requests received in full, oldest first; the latest 1,000 are kept, and fewer where their bodies take more than 16 MiB of
   * memory together. The body of a larger one is null.
   */
  readonly requests: readonly ReceivedRequest[];
  /** How many requests were received in full since the start. */
  readonly requestCount: number;
  /** Connections that are open now, busy or idle. */
  readonly openConnections: number;
  /** Requests that have begun to arrive and whose answers have not ended. */
  readonly openRequests: number;
  /** Requests whose client went away before the end of the answer. Those ended by `close()` do not count. */
  readonly cancellations: number;
  /** Ends every connection at once; resolves when none is left. Calling it again changes nothing. */
  close(): Promise<void>;
  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
