import { Fifo } from './fifo.js';
import { PlaceLine, type PlaceQueue } from './place-line.js';

/** As many removed lines may be among the turns, in addition to one for each that is in use. */
const maxRemoved = 100;

/**
 * The places of attempts that run at once. A free place goes to one partition after the other; within a partition to the
 * attempt that has waited longest. Freeing one costs the same however many partitions wait.
 */
export class FairPlaces {
  /** How many are taken. */
  taken = 0;
  readonly #count: number;
  /** A line for each partition of which an attempt waits for a place. */
  readonly #lines = new Map<object, PlaceLine>();
  /** The lines in the order of their turns; among them are some that were removed. */
  #turns = new Fifo<PlaceLine>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether no place is free. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** A queue of a partition waits for a place. */
  wait(partition: object, queue: PlaceQueue): void {
    let line = this.#lines.get(partition);
    if (line === undefined) {
      line = new PlaceLine(partition);
      this.#lines.set(partition, line);
      this.#turns.push(line);
    }
    line.add(queue);
  }

  /** A queue of a partition is empty. Without this, attempts that do not wait until the end would be remembered until a place is free. */
  leave(partition: object, queue: PlaceQueue): void {
    const line = this.#lines.get(partition);
    if (line === undefined) return;
    line.remove(queue);
    if (line.size > 0) return;
    this.#lines.delete(partition);
    // At a constant cost for each removal.
    if (this.#turns.size > 2 * this.#lines.size + maxRemoved)
      this.#turns = this.#turns.filter((one) => this.#isInUse(one));
  }

  /** Gives a place back, and lets those take it who wait for one. */
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
