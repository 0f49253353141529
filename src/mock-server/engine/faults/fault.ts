import type { Ending, WireForm } from '../engine-answer.js';
import type { ErrorReply } from '../error-reply.js';

/** What goes wrong on the wire. All parts can be combined. */
export interface Fault {
  /** Milliseconds before the headers; `Infinity` means never. */
  readonly delay?: number;
  /**
   * What breaks the answer off. `cut`: the body ends in order, but too soon. `hang-up`: the connection closes in the
   * middle of the body. `reset`: the same by a TCP reset. `stall`: nothing more comes. `error`: an error frame, and then
   * `[DONE]`.
   */
  readonly kind?: Exclude<Ending, 'end'> | 'cut' | 'error';
  /** Frames before it breaks off, that with the role included. An answer in one piece breaks in its middle. Default: 0. */
  readonly after?: number;
  /** Milliseconds that the socket stays open after the last byte. */
  readonly holdOpen?: number;
  /** In what form the bytes are written. */
  readonly form?: WireForm;
  /** An HTTP error in place of the answer. */
  readonly http?: ErrorReply;
}
