/** State of the durable runs of one process. */
export interface DurableState {
  /** `open`; `closing` after the call of `close`; `closed` at the end of `close`. */
  readonly status: 'closed' | 'closing' | 'open';
  /** Number of runs that this process produces. */
  readonly running: number;
  /** Number of watchers in this process. */
  readonly watchers: number;
  /** Number of characters of JSON that have not been written to the store. */
  readonly unflushed: number;
  /** Milliseconds that the last write of values took. */
  readonly appendLatency: number;
}
