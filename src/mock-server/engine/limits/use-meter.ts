/** What was used of a model. */
export interface Use {
  readonly requests: number;
  readonly tokens: number;
}

/** Counts what is used of each model in a window of the clock, such as a minute or a day of UTC. It remembers one window. */
export class UseMeter {
  private readonly length: number;
  private window = -1;
  private uses = new Map<string, Use>();

  /** `length` is that of a window, in milliseconds. */
  constructor(length: number) {
    this.length = length;
  }

  /** What was used of a model in the window of `now`. */
  used(model: string, now: number): Use {
    const use = this.windowOf(now) === this.window ? this.uses.get(model) : undefined;
    return use ?? { requests: 0, tokens: 0 };
  }

  /** Counts requests and tokens. */
  add(model: string, now: number, { requests = 0, tokens = 0 }: Partial<Use>): void {
    const window = this.windowOf(now);
    if (window !== this.window) this.uses = new Map();
    this.window = window;
    const used = this.used(model, now);
    this.uses.set(model, { requests: used.requests + requests, tokens: used.tokens + tokens });
  }

  /** How many models are remembered. */
  get size(): number {
    return this.uses.size;
  }

  /** When the next window begins, in milliseconds since 1970. */
  resetAt(now: number): number {
    return (this.windowOf(now) + 1) * this.length;
  }

  private windowOf(now: number): number {
    return Math.floor(now / this.length);
  }
}
