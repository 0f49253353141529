interface Bucket {
  failures: readonly number[];
  blockedUntil: number;
}

/** Counts the failed requests of each caller, and blocks a caller with too many. Keeps only callers with a failure in the window. */
export class ErrorBudget {
  readonly #threshold: number;
  readonly #window: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `window` is in milliseconds. */
  constructor(threshold: number, window: number) {
    this.#threshold = threshold;
    this.#window = window;
  }

  /** Counts a failure. */
  add(caller: string, now: number): void {
    this.#forget(now);
    const bucket = this.#bucketOf(caller, now);
    bucket.failures = [...bucket.failures, now];
    if (bucket.failures.length >= this.#threshold) bucket.blockedUntil = now + this.#window;
    // Moves the caller to the end: callers are ordered by their latest failure.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
  }

  /** Number of callers kept. */
  get size(): number {
    return this.#buckets.size;
  }

  /** When the caller's block ends, in Unix milliseconds; a time in the past if it is not blocked. */
  blockedUntil(caller: string, now: number): number {
    return this.#bucketOf(caller, now).blockedUntil;
  }

  /** Number of failures left, and when the count resets, in Unix milliseconds. */
  state(caller: string, now: number): { readonly remaining: number; readonly resets: number } {
    const { failures, blockedUntil } = this.#bucketOf(caller, now);
    if (blockedUntil > now) return { remaining: 0, resets: blockedUntil };
    return { remaining: this.#threshold - failures.length, resets: (failures[0] ?? now) + this.#window };
  }

  /** Removes callers without a failure in the window. Stops at the first other one, since callers are ordered by their latest failure. */
  #forget(now: number): void {
    for (const [caller, { failures }] of this.#buckets) {
      if ((failures.at(-1) ?? 0) > now - this.#window) return;
      this.#buckets.delete(caller);
    }
  }

  #bucketOf(caller: string, now: number): Bucket {
    const { failures, blockedUntil } = this.#buckets.get(caller) ?? { failures: [], blockedUntil: 0 };
    // A block that has ended clears all failures before it.
    const since = Math.max(now - this.#window, blockedUntil <= now ? blockedUntil - 1 : 0);
    return { failures: failures.filter((time) => time > since), blockedUntil };
  }
}
