import type { AnswerSummary } from './answer-summary.js';
import type { Step } from './raw-server.js';

/** A row of a table: the bytes of an answer, and its outcome. */
export interface Row {
  readonly name: string;
  readonly wire: readonly Step[];
  /** Whether the answer is requested in one piece. Default: false. */
  readonly isInOnePiece?: boolean;
  readonly outcome: AnswerSummary;
}

/** The head of a stream that ends with its connection. */
export const stream =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n';

/** The head of a stream with chunked transfer coding. */
export const chunkedStream =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The head of an answer in one piece that ends with its connection. */
export const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n';
