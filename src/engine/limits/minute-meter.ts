const minute = 60_000;

interface Use {
  readonly minute: number;
  requests: number;
  tokens: number;
}

/** Counts what was used of each model in this minute. Minutes are those of the clock. */
export class MinuteMeter {
  private readonly uses = new Map<string, Use>();

  /** What was used of a model in the minute of `now`. */
  used(model: string, now: number): Readonly<Omit<Use, 'minute'>> {
    return this.useOf(model, now);
  }

  /** Counts requests and tokens. */
  add(
    model: string,
    now: number,
    { requests = 0, tokens = 0 }: { requests?: number; tokens?: number },
  ): void {
    const use = this.useOf(model, now);
    use.requests += requests;
    use.tokens += tokens;
  }

  /** When the next minute begins, in milliseconds since 1970. */
  static resetAt(now: number): number {
    return (Math.floor(now / minute) + 1) * minute;
  }

  private useOf(model: string, now: number): Use {
    const current = Math.floor(now / minute);
    const known = this.uses.get(model);
    if (known?.minute === current) return known;
    const fresh = { minute: current, requests: 0, tokens: 0 };
    this.uses.set(model, fresh);
    return fresh;
  }
}
