import { Fifo } from './fifo.js';
import { PlaceLine, type PlaceQueue } from './place-line.js';

/**
 * The places of attempts that run at once. A free place goes to one partition after the other; within a partition to the
 * attempt that has waited longest. Freeing one costs the same however many partitions wait.
 */
export class FairPlaces {
  /** How many are taken. */
  taken = 0;
  readonly #count: number;
  /** A line for each partition of which an attempt waits for a place; all of them are in `#turns` too. */
  readonly #lines = new Map<object, PlaceLine>();
  readonly #turns = new Fifo<object>();

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
      line = new PlaceLine();
      this.#lines.set(partition, line);
      this.#turns.push(partition);
    }
    line.add(queue);
  }

  /** Gives a place back, and lets those take it who wait for one. */
  release(): void {
    this.taken -= 1;
    while (!this.isFull) {
      const partition = this.#turns.shift();
      if (partition === undefined) return;
      this.#next(partition)?.turn();
    }
  }

  #next(partition: object): PlaceQueue | undefined {
    const line = this.#lines.get(partition);
    const queue = line?.take();
    if (line !== undefined && line.size > 0) this.#turns.push(partition);
    else this.#lines.delete(partition);
    return queue;
  }
}
