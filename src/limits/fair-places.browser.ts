import type { FairPlaces as FullPlaces } from './fair-places.js';
import type { PlaceQueue } from './place-line.js';

/**
 * Places in pages, which are those of one user: they go to the attempt that has waited longest, whatever its partition, and a few
 * models need no sorted line.
 */
export class FairPlaces implements Pick<FullPlaces, keyof FullPlaces> {
  /** How many are taken. */
  taken = 0;
  readonly #count: number;
  readonly #queues = new Set<PlaceQueue>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether no place is free. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** A queue waits for a place. */
  wait(_partition: object, queue: PlaceQueue): void {
    this.#queues.add(queue);
  }

  /** A queue is empty. */
  leave(_partition: object, queue: PlaceQueue): void {
    this.#queues.delete(queue);
  }

  /** Gives a place back, and lets the attempts have it that wait for one. */
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
