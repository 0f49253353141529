import type { FairSlots as FullSlots } from './fair-slots.js';
import type { SlotQueue } from './partition-queues.js';

/**
 * Replaces `fair-slots.ts` in browsers, which have one user: the attempt that has waited longest gets the next slot, regardless of its
 * partition. There are only a few queues, one per model, so they are not kept in order.
 */
export class FairSlots implements Pick<FullSlots, keyof FullSlots> {
  /** Number of slots taken. The caller increases it when an attempt is admitted, and calls `release` when the attempt has ended. */
  taken = 0;
  readonly #count: number;
  readonly #queues = new Set<SlotQueue>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether all slots are taken. */
  get isFull(): boolean {
    return this.taken >= this.#count;
  }

  /** Registers a queue that waits for a slot. */
  wait(_partition: object, queue: SlotQueue): void {
    this.#queues.add(queue);
  }

  /** Removes a queue that has become empty. */
  leave(_partition: object, queue: SlotQueue): void {
    this.#queues.delete(queue);
  }

  /** Frees a slot and pumps the waiting queues. */
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

function getOrder({ firstOrder = 0 }: SlotQueue): number {
  return firstOrder;
}
