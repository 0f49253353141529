import { Fifo } from './fifo.js';
import { PlaceLine, type PlaceQueue } from './place-line.js';

/** Maximum number of removed lines kept in the turn order, in addition to one per line in use. */
const maxRemoved = 100;

/**
 * Places of concurrent attempts. Free places go round-robin to the partitions, and within a partition to the attempt that
 * has waited longest. The cost of freeing a place does not depend on the number of waiting partitions.
 */
export class FairPlaces {
  /** Number of places taken. */
  taken = 0;
  readonly #count: number;
  /** One line per partition with waiting attempts. */
  readonly #lines = new Map<object, PlaceLine>();
  /** Lines in turn order, including some that were removed. */
  #turns = new Fifo<PlaceLine>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether all places are taken. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** Registers a queue of a partition that waits for a place. */
  wait(partition: object, queue: PlaceQueue): void {
    let line = this.#lines.get(partition);
    if (line === undefined) {
      line = new PlaceLine(partition);
      this.#lines.set(partition, line);
      this.#turns.push(line);
    }
    line.add(queue);
  }

  /** Removes an empty queue. Otherwise attempts that unsubscribe early would be retained until a place is free. */
  leave(partition: object, queue: PlaceQueue): void {
    const line = this.#lines.get(partition);
    if (line === undefined) return;
    line.remove(queue);
    if (line.size > 0) return;
    this.#lines.delete(partition);
    // Amortized: constant cost per removal.
    if (this.#turns.size > 2 * this.#lines.size + maxRemoved)
      this.#turns = this.#turns.filter((one) => this.#isInUse(one));
  }

  /** Frees a place and pumps the next waiting queue. */
  release(): void {
    this.taken -= 1;
    while (!this.isFull) {
      const line = this.#turns.shift();
      if (line === undefined) return;
      if (this.#isInUse(line)) this.#next(line)?.pump();
    }
  }

  #next(line: PlaceLine): PlaceQueue | undefined {
    const queue = line.take();
    if (line.size > 0) this.#turns.push(line);
    else this.#lines.delete(line.partition);
    return queue;
  }

  #isInUse(line: PlaceLine): boolean {
    return this.#lines.get(line.partition) === line;
  }
}
