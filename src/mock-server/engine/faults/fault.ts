import type { Ending, WireForm } from '../engine-answer.js';
import type { ErrorReply } from '../error-reply.js';

/** A fault to inject on the wire. All fields can be combined. */
export interface Fault {
  /** Milliseconds before the headers; `Infinity` means never. */
  readonly delay?: number;
  /**
   * How the answer is interrupted:
   *
   * - `cut`: the body ends normally, but too early;
   * - `hang-up`: the connection closes in the middle of the body;
   * - `reset`: the same, by a TCP reset;
   * - `stall`: no more bytes are sent;
   * - `error`: an error frame, then `[DONE]`.
   */
  readonly kind?: Exclude<Ending, 'end'> | 'cut' | 'error';
  /** Frames sent before the interruption, including the role frame. A non-streamed answer breaks in its middle. Default: 0. */
  readonly after?: number;
  /** Milliseconds that the socket stays open after the last byte. */
  readonly holdOpen?: number;
  /** How the bytes are written. */
  readonly form?: WireForm;
  /** HTTP error to send instead of the answer. */
  readonly http?: ErrorReply;
}
