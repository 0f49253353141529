/** What was used of a model. */
export interface Use {
  readonly requests: number;
  readonly tokens: number;
}

/** Counts what is used of each model in a window of the clock, such as a minute or a day of UTC. */
export class UseMeter {
  private readonly length: number;
  private readonly uses = new Map<string, Use & { readonly window: number }>();

  /** `length` is that of a window, in milliseconds. */
  constructor(length: number) {
    this.length = length;
  }

  /** What was used of a model in the window of `now`. */
  used(model: string, now: number): Use {
    const use = this.uses.get(model);
    return use?.window === this.windowOf(now) ? use : { requests: 0, tokens: 0 };
  }

  /** Counts requests and tokens. */
  add(model: string, now: number, { requests = 0, tokens = 0 }: Partial<Use>): void {
    const used = this.used(model, now);
    this.uses.set(model, {
      window: this.windowOf(now),
      requests: used.requests + requests,
      tokens: used.tokens + tokens,
    });
  }

  /** When the next window begins, in milliseconds since 1970. */
  resetAt(now: number): number {
    return (this.windowOf(now) + 1) * this.length;
  }

  private windowOf(now: number): number {
    return Math.floor(now / this.length);
  }
}
