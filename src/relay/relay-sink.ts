import type { WireAnswer } from './wire-answer.js';

/** Where an answer goes. */
export interface RelaySink {
  /** Sends the head. */
  readonly head: (head: Pick<WireAnswer, 'headers' | 'status'>) => void;
  readonly write: (text: string) => void;
  readonly end: () => void;
  /** Breaks the connection off, for a browser that takes nothing. */
  readonly abort: () => void;
  /** Whether it takes more just now. */
  readonly isReady: () => boolean;
  /** How many bytes wait in it, about. */
  readonly waiting: () => number;
  /** Calls the listener once everything has been taken, or the connection is gone: at once if that is so already. */
  readonly whenClosed: (listener: () => void) => void;
}
