/** A value that a {@link BoundedMap} may remove. */
export interface Forgettable {
  /** Whether removing the value changes nothing. */
  readonly isIdle: boolean;
  /** Whether the value is in use and must be kept. */
  readonly isInUse: boolean;
}

/** A value and its last access. */
interface Kept<T> {
  readonly value: T;
  usedAt: number;
}

/**
 * Values by name, created on first access. If there are more than `max`, it removes idle values first, then the least recently used ones;
 * values in use are never removed. It cleans up only after growing by at least a tenth, so that adding a value has constant amortized
 * cost.
 */
export class BoundedMap<T extends Forgettable> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #max: number;
  #uses = 0;
  #nextCleaning: number;

  constructor(max: number) {
    this.#max = max;
    this.#nextCleaning = max / 10;
  }

  /** Number of values. */
  get size(): number {
    return this.#kept.size;
  }

  /** Returns the value of this name, created if needed. */
  get(name: string, add: () => T): T {
    let kept = this.#kept.get(name);
    if (kept === undefined) {
      if (this.#kept.size >= this.#nextCleaning) this.#clean();
      kept = { value: add(), usedAt: 0 };
      this.#kept.set(name, kept);
    }
    this.#uses += 1;
    kept.usedAt = this.#uses;
    return kept.value;
  }

  /** All values. */
  *values(): Generator<T> {
    for (const { value } of this.#kept.values()) yield value;
  }

  #clean(): void {
    for (const [name, { value }] of this.#kept) if (value.isIdle) this.#kept.delete(name);
    const surplus = this.#kept.size - this.#max * 0.9;
    if (surplus > 0) this.#forgetOldest(surplus);
    this.#nextCleaning = this.#kept.size + Math.max(this.#max, this.#kept.size) / 10;
  }

  #forgetOldest(count: number): void {
    const unused = [...this.#kept].filter(([, { value }]) => !value.isInUse);
    unused.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [name] of unused.slice(0, count)) this.#kept.delete(name);
  }
}
