import type { Forgettable, BoundedMap as FullMap } from './bounded-map.js';

/** The map for browsers: removes the least recently used value that is not in use. A page has too few values for cleanups in batches. */
export class BoundedMap<T extends Forgettable> implements Pick<FullMap<T>, 'get' | 'values'> {
  readonly #values = new Map<string, T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns the value of this name, and creates it if it is missing. */
  get(name: string, add: () => T): T {
    const value = this.#values.get(name) ?? add();
    this.#values.delete(name);
    for (const [oldest, { isInUse }] of this.#values) {
      if (this.#values.size < this.#max) break;
      if (!isInUse) this.#values.delete(oldest);
    }
    this.#values.set(name, value);
    return value;
  }

  /** All values. */
  *values(): Generator<T> {
    yield* this.#values.values();
  }
}
