import type { Forgettable, BoundedMap as FullMap } from './bounded-map.js';

/**
 * Replaces `bounded-map.ts` in browsers: a new value removes the least recently used values that are not in use, if the map is full. A page
 * has too few values to make cleanups in batches worthwhile.
 */
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
