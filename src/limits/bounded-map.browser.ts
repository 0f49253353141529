import type { Forgettable, BoundedMap as FullMap } from './bounded-map.js';

/** A map in pages, which forgets what was asked for longest ago and is not in use; a page has too few values to clean in portions. */
export class BoundedMap<T extends Forgettable> implements Pick<FullMap<T>, 'get' | 'values'> {
  readonly #values = new Map<string, T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** The value of this name. */
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
