interface Bucket {
  /** Times of the failures, in Unix milliseconds. */
  failures: readonly number[];
  blockedUntil: number;
}

/** Counts the failures of each caller, and blocks a caller with too many. Forgets callers without a failure in the window. */
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
    this.#removeExpired(now);
    const bucket = this.#getBucket(caller, now);
    bucket.failures = [...bucket.failures, now];
    if (bucket.failures.length >= this.#threshold) bucket.blockedUntil = now + this.#window;
    // Moves the caller to the end of the map, whose order is that of the latest failures.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
  }

  /** Number of callers in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Returns when the block of a caller ends, in Unix milliseconds; a time in the past if the caller is not blocked. */
  blockedUntil(caller: string, now: number): number {
    return this.#getBucket(caller, now).blockedUntil;
  }

  /** Returns the number of failures left, and when it grows again, in Unix milliseconds. */
  getState(caller: string, now: number): { readonly remaining: number; readonly resets: number } {
    const { failures, blockedUntil } = this.#getBucket(caller, now);
    if (blockedUntil > now) return { remaining: 0, resets: blockedUntil };
    return { remaining: this.#threshold - failures.length, resets: (failures[0] ?? now) + this.#window };
  }

  /** Removes callers without a failure in the window. Stops at the first caller that has one, since the later callers have one too. */
  #removeExpired(now: number): void {
    for (const [caller, { failures }] of this.#buckets) {
      if ((failures.at(-1) ?? 0) > now - this.#window) return;
      this.#buckets.delete(caller);
    }
  }

  #getBucket(caller: string, now: number): Bucket {
    const { failures, blockedUntil } = this.#buckets.get(caller) ?? { failures: [], blockedUntil: 0 };
    // The failures that have led to a block no longer count after the block.
    const since = Math.max(now - this.#window, blockedUntil <= now ? blockedUntil - 1 : 0);
    return { failures: failures.filter((time) => time > since), blockedUntil };
  }
}
