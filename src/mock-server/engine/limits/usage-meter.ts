/** Usage of a model. */
export interface ModelUsage {
  readonly requests: number;
  readonly tokens: number;
}

/** Counts the usage of each model in the current minute or UTC day, depending on the length of the window. */
export class UsageMeter {
  readonly #length: number;
  #window = -1;
  #usages = new Map<string, ModelUsage>();

  /** `length` is the length of a window in milliseconds. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Returns the usage of a model in the window of `now`. */
  getUsage(model: string, now: number): ModelUsage {
    const usage = this.#getWindow(now) === this.#window ? this.#usages.get(model) : undefined;
    return usage ?? { requests: 0, tokens: 0 };
  }

  /** Adds requests and tokens to the usage of a model. Starts at zero in a new window. */
  add(model: string, now: number, { requests = 0, tokens = 0 }: Partial<ModelUsage>): void {
    const window = this.#getWindow(now);
    if (window !== this.#window) this.#usages = new Map();
    this.#window = window;
    const used = this.getUsage(model, now);
    this.#usages.set(model, { requests: used.requests + requests, tokens: used.tokens + tokens });
  }

  /** Number of models with usage in the latest window. */
  get size(): number {
    return this.#usages.size;
  }

  /** Returns the start of the next window, in Unix milliseconds. */
  getReset(now: number): number {
    return (this.#getWindow(now) + 1) * this.#length;
  }

  #getWindow(now: number): number {
    return Math.floor(now / this.#length);
  }
}
