/** A queue whose `shift` has constant amortized cost; that of a long array moves all its elements. */
export class Fifo<T> {
  #items: T[] = [];
  #first = 0;

  /** Number of elements. */
  get size(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#first];
    if (this.#first < this.#items.length) this.#first += 1;
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** Returns a queue of the elements that `keeps` accepts, in the same order. */
  filter(keeps: (item: T) => boolean): Fifo<T> {
    const result = new Fifo<T>();
    result.#items = this.#items.slice(this.#first).filter(keeps);
    return result;
  }
}
