/** How one stream ended. */
export interface StreamEnd {
  /** Name of the error's class; undefined where it is none of ours. */
  readonly error: string | undefined;
  readonly isRetryable: boolean;
  /** What the error's `partial` says. */
  readonly partial: string | undefined;
  /** What the last snapshot before it said. */
  readonly seen: string;
}

/** What is told when all have ended. */
export interface KillReport {
  readonly ends: readonly StreamEnd[];
  /** Unhandled rejections and exceptions. */
  readonly unhandled: number;
}
