import { Fifo } from './fifo.js';
import { SlotLine, type SlotQueue } from './slot-line.js';

/** Maximum number of removed lines kept in the turn order, in addition to one per line in use. */
const maxRemoved = 100;

/**
 * The slots of a limit on concurrent attempts: each running attempt takes one. Free slots go round-robin to the partitions (tenants), and
 * within a partition to the attempt that has waited longest. The cost of freeing a slot does not depend on the number of partitions.
 */
export class FairSlots {
  /** Number of slots taken. The caller increases it when an attempt is admitted, and calls `release` when the attempt has ended. */
  taken = 0;
  readonly #count: number;
  /** One line per partition with waiting attempts. */
  readonly #lines = new Map<object, SlotLine>();
  /** Lines in turn order, including some that were removed. */
  #turns = new Fifo<SlotLine>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether all slots are taken. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** Registers a queue of a partition that waits for a slot. */
  wait(partition: object, queue: SlotQueue): void {
    let line = this.#lines.get(partition);
    if (line === undefined) {
      line = new SlotLine(partition);
      this.#lines.set(partition, line);
      this.#turns.push(line);
    }
    line.add(queue);
  }

  /** Removes an empty queue. Otherwise attempts that unsubscribe early would be retained until a slot is free. */
  leave(partition: object, queue: SlotQueue): void {
    const line = this.#lines.get(partition);
    if (line === undefined) return;
    line.remove(queue);
    if (line.size > 0) return;
    this.#lines.delete(partition);
    // Amortized: constant cost per removal.
    if (this.#turns.size > 2 * this.#lines.size + maxRemoved)
      this.#turns = this.#turns.filter((one) => this.#isInUse(one));
  }

  /** Frees a slot, and pumps the waiting queues in turn while a slot is free. */
  release(): void {
    this.taken -= 1;
    while (!this.isFull) {
      const line = this.#turns.shift();
      if (line === undefined) return;
      if (this.#isInUse(line)) this.#next(line)?.pump();
    }
  }

  #next(line: SlotLine): SlotQueue | undefined {
    const queue = line.take();
    if (line.size > 0) this.#turns.push(line);
    else this.#lines.delete(line.partition);
    return queue;
  }

  #isInUse(line: SlotLine): boolean {
    return this.#lines.get(line.partition) === line;
  }
}
