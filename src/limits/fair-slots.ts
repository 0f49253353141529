import { Fifo } from './fifo.js';
import { PartitionQueues, type SlotQueue } from './partition-queues.js';

/** `leave` removes the partitions that no longer wait from `#turns` if they are more than those that wait, by more than this number. */
const maxSurplus = 100;

/**
 * The slots of a limit on concurrent attempts: each running attempt takes one. Free slots go round-robin to the partitions (tenants), and
 * within a partition to the attempt that has waited longest. Freeing a slot has a constant amortized cost.
 */
export class FairSlots {
  /** Number of slots taken. The caller increases it when an attempt is admitted, and calls `release` when the attempt has ended. */
  taken = 0;
  readonly #count: number;
  /** The queues of each partition with waiting attempts. */
  readonly #waiting = new Map<object, PartitionQueues>();
  /** The partitions' queues in turn order, including those of some partitions that no longer wait. */
  #turns = new Fifo<PartitionQueues>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether all slots are taken. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** Registers a queue of a partition that waits for a slot. */
  wait(partition: object, queue: SlotQueue): void {
    let queues = this.#waiting.get(partition);
    if (queues === undefined) {
      queues = new PartitionQueues(partition);
      this.#waiting.set(partition, queues);
      this.#turns.push(queues);
    }
    queues.add(queue);
  }

  /** Removes an empty queue. Otherwise attempts that unsubscribe early would be retained until a slot is free. */
  leave(partition: object, queue: SlotQueue): void {
    const queues = this.#waiting.get(partition);
    if (queues === undefined) return;
    queues.remove(queue);
    if (queues.size > 0) return;
    this.#waiting.delete(partition);
    // Not at each removal, so that a removal has constant amortized cost.
    if (this.#turns.size > 2 * this.#waiting.size + maxSurplus)
      this.#turns = this.#turns.filter((one) => this.#isInUse(one));
  }

  /** Frees a slot, and pumps the waiting queues in turn while a slot is free. */
  release(): void {
    this.taken -= 1;
    while (!this.isFull) {
      const queues = this.#turns.shift();
      if (queues === undefined) return;
      if (this.#isInUse(queues)) this.#next(queues)?.pump();
    }
  }

  #next(queues: PartitionQueues): SlotQueue | undefined {
    const queue = queues.take();
    if (queues.size > 0) this.#turns.push(queues);
    else this.#waiting.delete(queues.partition);
    return queue;
  }

  #isInUse(queues: PartitionQueues): boolean {
    return this.#waiting.get(queues.partition) === queues;
  }
}
