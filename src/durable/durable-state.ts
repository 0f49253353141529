/** Numbers of one process. */
export interface DurableState {
  /** `open`, `closing` from the call of `close`, then `closed`. */
  readonly status: 'closed' | 'closing' | 'open';
  /** Runs that this process produces. */
  readonly running: number;
  /** Watchers of this process. */
  readonly watchers: number;
  /** Characters of JSON that wait for the store. */
  readonly unflushed: number;
  /** Milliseconds that the last write took. */
  readonly appendLatency: number;
}
