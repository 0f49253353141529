/** Usage of a model. */
export interface Use {
  readonly requests: number;
  readonly tokens: number;
}

/** Counts the usage of each model in a fixed window, such as a minute or a day of UTC. Keeps one window. */
export class UseMeter {
  readonly #length: number;
  #window = -1;
  #uses = new Map<string, Use>();

  /** `length` of a window is in milliseconds. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Returns the usage of a model in the window of `now`. */
  used(model: string, now: number): Use {
    const use = this.#windowOf(now) === this.#window ? this.#uses.get(model) : undefined;
    return use ?? { requests: 0, tokens: 0 };
  }

  /** Adds requests and tokens. */
  add(model: string, now: number, { requests = 0, tokens = 0 }: Partial<Use>): void {
    const window = this.#windowOf(now);
    if (window !== this.#window) this.#uses = new Map();
    this.#window = window;
    const used = this.used(model, now);
    this.#uses.set(model, { requests: used.requests + requests, tokens: used.tokens + tokens });
  }

  /** Number of models kept. */
  get size(): number {
    return this.#uses.size;
  }

  /** Start of the next window, in Unix milliseconds. */
  resetAt(now: number): number {
    return (this.#windowOf(now) + 1) * this.#length;
  }

  #windowOf(now: number): number {
    return Math.floor(now / this.#length);
  }
}
