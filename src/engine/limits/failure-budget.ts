interface Bucket {
  failures: readonly number[];
  blockedUntil: number;
}

/** Counts failed requests of each caller, and says when one has failed too often. */
export class FailureBudget {
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
    const bucket = this.bucketOf(caller, now);
    bucket.failures = [...bucket.failures, now];
    if (bucket.failures.length >= this.threshold) bucket.blockedUntil = now + this.window;
    this.buckets.set(caller, bucket);
  }

  /** Until when everything is refused, in milliseconds since 1970; a time that has passed where nothing is. */
  blockedUntil(caller: string, now: number): number {
    return this.bucketOf(caller, now).blockedUntil;
  }

  /** How many failures are left, and when the count begins anew, in milliseconds since 1970. */
  state(caller: string, now: number): { readonly remaining: number; readonly resets: number } {
    const { failures, blockedUntil } = this.bucketOf(caller, now);
    if (blockedUntil > now) return { remaining: 0, resets: blockedUntil };
    return { remaining: this.threshold - failures.length, resets: (failures[0] ?? now) + this.window };
  }

  private bucketOf(caller: string, now: number): Bucket {
    const { failures, blockedUntil } = this.buckets.get(caller) ?? { failures: [], blockedUntil: 0 };
    // A block that is over has forgiven everything before it.
    const since = Math.max(now - this.window, blockedUntil <= now ? blockedUntil - 1 : 0);
    return { failures: failures.filter((time) => time > since), blockedUntil };
  }
}
