interface Bucket {
  failures: readonly number[];
  blockedUntil: number;
}

/** Counts failed requests of each caller, and says when one has failed too often. It remembers one window. */
export class ErrorBudget {
  private readonly threshold: number;
  private readonly window: number;
  private readonly buckets = new Map<string, Bucket>();

  /** `window` is in milliseconds. */
  constructor(threshold: number, window: number) {
    this.threshold = threshold;
    this.window = window;
  }

  /** Counts a failure. */
  add(caller: string, now: number): void {
    this.forget(now);
    const bucket = this.bucketOf(caller, now);
    bucket.failures = [...bucket.failures, now];
    if (bucket.failures.length >= this.threshold) bucket.blockedUntil = now + this.window;
    // At the end, so that the callers stand in the order of their latest failures.
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  /** Until when everything is refused, in milliseconds since 1970; a time that has passed where nothing is. */
  blockedUntil(caller: string, now: number): number {
    return this.bucketOf(caller, now).blockedUntil;
  }

  /** How many failures are left, and when the count restarts, in milliseconds since 1970. */
  state(caller: string, now: number): { readonly remaining: number; readonly resets: number } {
    const { failures, blockedUntil } = this.bucketOf(caller, now);
    if (blockedUntil > now) return { remaining: 0, resets: blockedUntil };
    return { remaining: this.threshold - failures.length, resets: (failures[0] ?? now) + this.window };
  }

  /** Drops the callers who have not failed within the window. Each caller is added and dropped once, so that this costs little. */
  private forget(now: number): void {
    for (const [caller, { failures }] of this.buckets) {
      if ((failures.at(-1) ?? 0) > now - this.window) return;
      this.buckets.delete(caller);
    }
  }

  private bucketOf(caller: string, now: number): Bucket {
    const { failures, blockedUntil } = this.buckets.get(caller) ?? { failures: [], blockedUntil: 0 };
    // A block that is over has forgiven everything before it.
    const since = Math.max(now - this.window, blockedUntil <= now ? blockedUntil - 1 : 0);
    return { failures: failures.filter((time) => time > since), blockedUntil };
  }
}
