/** The queue of the attempts of one model in one partition. The first attempt waits for a slot. */
export interface SlotQueue {
  /** Arrival number of the first attempt; undefined if the queue is empty. */
  readonly firstOrder: number | undefined;
  /** Admits attempts while slots are free. */
  readonly pump: () => void;
}

/** Queues of one partition that wait for a slot, sorted by their first attempt. */
export class PartitionQueues {
  readonly #sorted: { readonly queue: SlotQueue; readonly order: number }[] = [];
  /** Sort key of each queue in `#sorted`. */
  readonly #orders = new Map<SlotQueue, number>();
  readonly partition: object;

  constructor(partition: object) {
    this.partition = partition;
  }

  /** Number of waiting queues. */
  get size(): number {
    return this.#sorted.length;
  }

  add(queue: SlotQueue): void {
    const order = queue.firstOrder;
    if (order === undefined || order === this.#orders.get(queue)) return;
    // A retry, which is older than the waiting attempts, may have become the first attempt of the queue.
    this.remove(queue);
    this.#sorted.splice(this.#indexFor(order), 0, { queue, order });
    this.#orders.set(queue, order);
  }

  remove(queue: SlotQueue): void {
    const order = this.#orders.get(queue);
    if (order === undefined) return;
    this.#sorted.splice(this.#indexFor(order), 1);
    this.#orders.delete(queue);
  }

  /** Removes and returns the queue with the attempt that has waited longest. */
  take(): SlotQueue | undefined {
    for (;;) {
      const next = this.#sorted.shift();
      if (next === undefined) return undefined;
      const { queue, order } = next;
      this.#orders.delete(queue);
      if (queue.firstOrder === order) return queue;
      // The first attempt has unsubscribed: the queue is sorted in again by its next attempt.
      this.add(queue);
    }
  }

  /** Index of the queue with this order, or its insertion index. */
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
