/** State of the durable runs of one process. */
export interface DurableState {
  /** `open`; from the call of `close` on, `closing`; when that is done, `closed`. */
  readonly status: 'closed' | 'closing' | 'open';
  /** Number of runs that this process produces. */
  readonly running: number;
  /** Number of watchers in this process. */
  readonly watchers: number;
  /** Number of characters of JSON that have not been written to the store. */
  readonly unflushed: number;
  /** Duration of the last write, in milliseconds. */
  readonly appendLatency: number;
}
