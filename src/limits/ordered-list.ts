/** An element of an {@link OrderedList}. It can be in only one list at a time. */
export interface ListItem<Self> {
  /** Sort key. */
  readonly order: number;
  before?: Self | undefined;
  after?: Self | undefined;
}

/**
 * A linked list sorted by `order`. Adding an element at the end and removing an element have constant cost. Any other place is searched from
 * the start, since it is usually near the start: retries are older than most attempts.
 */
export class OrderedList<T extends ListItem<T>> {
  first: T | undefined;
  size = 0;
  #last: T | undefined;

  /** Adds an element after all elements with a lower or equal `order`. */
  add(item: T): void {
    let before = this.#last;
    if (before !== undefined && before.order > item.order) {
      before = undefined;
      for (let one = this.first; one !== undefined && one.order <= item.order; one = one.after) before = one;
    }
    const after = before === undefined ? this.first : before.after;
    this.#link(before, item);
    this.#link(item, after);
    this.size += 1;
  }

  has(item: T): boolean {
    return item === this.first || item.before !== undefined;
  }

  remove(item: T): void {
    if (!this.has(item)) return;
    this.#link(item.before, item.after);
    item.before = undefined;
    item.after = undefined;
    this.size -= 1;
  }

  #link(before: T | undefined, after: T | undefined): void {
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
  }
}
