/**
 * An immutable list to which items are appended in constant time. Its array is created at the first read, by one copy of the array of the
 * list to which the items were appended.
 */
export class AppendList<T> {
  #base: readonly T[];
  /** Number of items of `#base` that belong to this list. */
  #kept: number;
  #tail: readonly T[];

  constructor(base: readonly T[] = [], kept = base.length, tail: readonly T[] = []) {
    this.#base = base;
    this.#kept = kept;
    this.#tail = tail;
  }

  get length(): number {
    return this.#kept + this.#tail.length;
  }

  get last(): T | undefined {
    return this.#tail.length > 0 ? this.#tail.at(-1) : this.#base[this.#kept - 1];
  }

  get array(): readonly T[] {
    if (this.#tail.length > 0 || this.#kept < this.#base.length) {
      const kept = this.#kept < this.#base.length ? this.#base.slice(0, this.#kept) : this.#base;
      this.#base = this.#tail.length > 0 ? kept.concat(this.#tail) : kept;
      this.#kept = this.#base.length;
      this.#tail = [];
    }
    return this.#base;
  }

  append(item: T): AppendList<T> {
    if (this.#tail.length >= maxTail) return new AppendList(this.array, undefined, [item]);
    return new AppendList(this.#base, this.#kept, [...this.#tail, item]);
  }

  replaceLast(item: T): AppendList<T> {
    if (this.#tail.length > 0) {
      return new AppendList(this.#base, this.#kept, [...this.#tail.slice(0, -1), item]);
    }
    return new AppendList(this.#base, Math.max(0, this.#kept - 1), [item]);
  }

  /** Returns a list with these items; the same list if it has them already. */
  with(items: readonly T[]): AppendList<T> {
    const { array } = this;
    const isSame = array.length === items.length && array.every((item, index) => item === items[index]);
    return isSame ? this : new AppendList(items);
  }
}

/** Maximum number of appended items in `#tail`, which each further `append` copies; with more of them, the array is created. */
const maxTail = 64;
