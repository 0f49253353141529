/** The attempts of one model in one partition, of which the first waits for a place. */
export interface PlaceQueue {
  /** The number of the first attempt, in the order in which they came; undefined if none waits. */
  readonly firstOrder: number | undefined;
  /** Lets attempts pass, if there is a place. */
  readonly pump: () => void;
}

/** The queues of one partition that wait for a place, sorted by their first attempt. */
export class PlaceLine {
  readonly #sorted: { readonly queue: PlaceQueue; readonly order: number }[] = [];
  /** What each queue in `#sorted` is sorted by. */
  readonly #orders = new Map<PlaceQueue, number>();
  readonly partition: object;

  constructor(partition: object) {
    this.partition = partition;
  }

  /** How many queues wait. */
  get size(): number {
    return this.#sorted.length;
  }

  add(queue: PlaceQueue): void {
    const order = queue.firstOrder;
    if (order === undefined || this.#orders.has(queue)) return;
    this.#sorted.splice(this.#indexFor(order), 0, { queue, order });
    this.#orders.set(queue, order);
  }

  remove(queue: PlaceQueue): void {
    const order = this.#orders.get(queue);
    if (order === undefined) return;
    this.#sorted.splice(this.#indexFor(order), 1);
    this.#orders.delete(queue);
  }

  /** Takes out the queue whose first attempt has waited longest. */
  take(): PlaceQueue | undefined {
    for (;;) {
      const next = this.#sorted.shift();
      if (next === undefined) return undefined;
      const { queue, order } = next;
      this.#orders.delete(queue);
      if (queue.firstOrder === order) return queue;
      // Its first attempt has been unsubscribed.
      this.add(queue);
    }
  }

  /** The index of the queue with this order, or the one at which it belongs. */
  #indexFor(order: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.order ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
