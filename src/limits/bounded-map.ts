/** A value that a {@link BoundedMap} may remove. */
export interface Forgettable {
  /** Whether removing the value loses nothing: a new value would behave the same. */
  readonly isIdle: boolean;
  /** Whether the value is in use and must be kept. */
  readonly isInUse: boolean;
}

interface MapEntry<T> {
  readonly value: T;
  /** Number of the last `get` of this value, counted over all values. */
  lastUse: number;
}

/**
 * Values by name, created by the first `get`. A cleanup removes all idle values, and then the least recently used values until at most 90%
 * of `max` are left, but no values in use. The next cleanup is due when the map has grown by a tenth of `max`, or of its size if the size
 * is larger, so that adding a value has constant amortized cost.
 */
export class BoundedMap<T extends Forgettable> {
  readonly #entries = new Map<string, MapEntry<T>>();
  readonly #max: number;
  #uses = 0;
  #nextCleanupSize: number;

  constructor(max: number) {
    this.#max = max;
    this.#nextCleanupSize = max / 10;
  }

  /** Number of values. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns the value of this name, and creates it if it is missing. */
  get(name: string, add: () => T): T {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      if (this.#entries.size >= this.#nextCleanupSize) this.#cleanUp();
      entry = { value: add(), lastUse: 0 };
      this.#entries.set(name, entry);
    }
    this.#uses += 1;
    entry.lastUse = this.#uses;
    return entry.value;
  }

  /** All values. */
  *values(): Generator<T> {
    for (const { value } of this.#entries.values()) yield value;
  }

  #cleanUp(): void {
    for (const [name, { value }] of this.#entries) if (value.isIdle) this.#entries.delete(name);
    const surplus = this.#entries.size - this.#max * 0.9;
    if (surplus > 0) this.#removeLeastRecent(surplus);
    this.#nextCleanupSize = this.#entries.size + Math.max(this.#max, this.#entries.size) / 10;
  }

  #removeLeastRecent(count: number): void {
    const unused = [...this.#entries].filter(([, { value }]) => !value.isInUse);
    unused.sort(([, one], [, other]) => one.lastUse - other.lastUse);
    for (const [name] of unused.slice(0, count)) this.#entries.delete(name);
  }
}
