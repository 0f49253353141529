import type { Facts } from './facts.js';
import type { Step } from './raw-server.js';

/** An answer as it stands on the wire, and what becomes of it. */
export interface Row {
  readonly name: string;
  readonly wire: readonly Step[];
  /** Whether the request asks for an answer in one piece. Default: false. */
  readonly isInOnePiece?: boolean;
  readonly outcome: Facts;
}

/** The head of a stream that ends with its connection. */
export const stream =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n';

/** The head of a stream whose body is cut into chunks of HTTP. */
export const chunkedStream =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The head of an answer in one piece that ends with its connection. */
export const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n';
