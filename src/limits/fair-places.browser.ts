import type { FairPlaces as FullPlaces } from './fair-places.js';
import type { PlaceQueue } from './place-line.js';

/**
 * Places in browsers, which have one user: the attempt that has waited longest gets the next place, regardless of its
 * partition. A few models need no sorted queue.
 */
export class FairPlaces implements Pick<FullPlaces, keyof FullPlaces> {
  /** Number of places taken. */
  taken = 0;
  readonly #count: number;
  readonly #queues = new Set<PlaceQueue>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether all places are taken. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** Registers a queue that waits for a place. */
  wait(_partition: object, queue: PlaceQueue): void {
    this.#queues.add(queue);
  }

  /** Removes a queue that has become empty. */
  leave(_partition: object, queue: PlaceQueue): void {
    this.#queues.delete(queue);
  }

  /** Frees a place and pumps the waiting queues. */
  release(): void {
    this.taken -= 1;
    while (!this.isFull && this.#queues.size > 0) {
      const [first] = [...this.#queues].sort((one, other) => getOrder(one) - getOrder(other));
      if (first === undefined) return;
      this.#queues.delete(first);
      first.pump();
    }
  }
}

function getOrder({ firstOrder = 0 }: PlaceQueue): number {
  return firstOrder;
}
