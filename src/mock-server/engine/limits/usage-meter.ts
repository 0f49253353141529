/** Usage of a model. */
export interface ModelUsage {
  readonly requests: number;
  readonly tokens: number;
}

/** Counts the usage of each model in fixed windows, such as a minute or a day of UTC. Keeps only the latest window. */
export class UsageMeter {
  readonly #length: number;
  #window = -1;
  #usages = new Map<string, ModelUsage>();

  /** `length` of a window is in milliseconds. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Returns the usage of a model in the window of `now`. */
  used(model: string, now: number): ModelUsage {
    const usage = this.#windowOf(now) === this.#window ? this.#usages.get(model) : undefined;
    return usage ?? { requests: 0, tokens: 0 };
  }

  /** Adds requests and tokens. */
  add(model: string, now: number, { requests = 0, tokens = 0 }: Partial<ModelUsage>): void {
    const window = this.#windowOf(now);
    if (window !== this.#window) this.#usages = new Map();
    this.#window = window;
    const used = this.used(model, now);
    this.#usages.set(model, { requests: used.requests + requests, tokens: used.tokens + tokens });
  }

  /** Number of models kept. */
  get size(): number {
    return this.#usages.size;
  }

  /** Start of the next window, in Unix milliseconds. */
  resetAt(now: number): number {
    return (this.#windowOf(now) + 1) * this.#length;
  }

  #windowOf(now: number): number {
    return Math.floor(now / this.#length);
  }
}
