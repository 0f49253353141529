import type { WireAnswer } from './wire-answer.js';

/** Destination of an answer: a response of Node or a web `Response`. */
export interface RelaySink {
  /** Whether `write` and the reader of its bytes only read them, so that they may belong to an array that others read, too. */
  readonly sharesBytes: boolean;
  /** Whether your server has already sent status and headers, which are then kept. */
  readonly hasHead: () => boolean;
  /** Sends the head. */
  readonly head: (head: Pick<WireAnswer, 'headers' | 'status'>) => void;
  readonly write: (output: Uint8Array | string) => void;
  readonly end: () => void;
  /** Breaks off the connection to a browser that does not read. */
  readonly abort: () => void;
  /** Whether the sink accepts more data now. */
  readonly isReady: () => boolean;
  /** Approximate number of buffered bytes. */
  readonly waiting: () => number;
  /**
   * Approximate number of bytes that the browser has read so far. `waiting` does not show whether the browser reads: without a gate, the
   * source may write more than is read.
   */
  readonly taken: () => number;
  /** Calls the listener once: when all bytes have been read or the connection is closed, or at once if either has happened already. */
  readonly whenClosed: (listener: () => void) => void;
}
