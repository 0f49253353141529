/**
 * An immutable list: appending an item returns another list, in constant time. The array of a list is created when it is read for the first
 * time, by copying the array of the earlier list.
 */
export class AppendList<T> {
  #base: readonly T[];
  /** Number of items of `#base` that belong to this list. */
  #baseLength: number;
  #tail: readonly T[];

  constructor(base: readonly T[] = [], baseLength = base.length, tail: readonly T[] = []) {
    this.#base = base;
    this.#baseLength = baseLength;
    this.#tail = tail;
  }

  get length(): number {
    return this.#baseLength + this.#tail.length;
  }

  get last(): T | undefined {
    return this.#tail.length > 0 ? this.#tail.at(-1) : this.#base[this.#baseLength - 1];
  }

  get array(): readonly T[] {
    if (this.#tail.length > 0 || this.#baseLength < this.#base.length) {
      const items = this.#baseLength < this.#base.length ? this.#base.slice(0, this.#baseLength) : this.#base;
      this.#base = this.#tail.length > 0 ? items.concat(this.#tail) : items;
      this.#baseLength = this.#base.length;
      this.#tail = [];
    }
    return this.#base;
  }

  append(item: T): AppendList<T> {
    if (this.#tail.length >= maxTail) return new AppendList(this.array, undefined, [item]);
    return new AppendList(this.#base, this.#baseLength, [...this.#tail, item]);
  }

  replaceLast(item: T): AppendList<T> {
    if (this.#tail.length > 0) {
      return new AppendList(this.#base, this.#baseLength, [...this.#tail.slice(0, -1), item]);
    }
    return new AppendList(this.#base, Math.max(0, this.#baseLength - 1), [item]);
  }

  /** Returns a list with these items; the same list if it has them already. */
  with(items: readonly T[]): AppendList<T> {
    const { array } = this;
    const isSame = array.length === items.length && array.every((item, index) => item === items[index]);
    return isSame ? this : new AppendList(items);
  }
}

/** Maximum length of `#tail`, which each `append` copies. When the tail is full, the next `append` creates the array. */
const maxTail = 64;
