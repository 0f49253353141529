/** How one stream ended. */
export interface StreamEnd {
  /** Name of the error's class; undefined if it is not a `VeniceError`. */
  readonly error: string | undefined;
  readonly isRetryable: boolean;
  /** The text in the error's `partial`. */
  readonly partial: string | undefined;
  /** The text of the last snapshot before the error. */
  readonly textSoFar: string;
}

/** The report after the end of all streams. */
export interface KillReport {
  readonly ends: readonly StreamEnd[];
  /** Unhandled rejections and exceptions. */
  readonly unhandled: number;
}
