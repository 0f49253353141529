import { maxPartitions } from './max-partitions.js';

/** The money that attempts of one partition have spent or reserved. */
export interface Spending {
  usd: number;
  /** The highest bill so far, in US dollars. */
  highestBill: number;
  /** How many attempts run. */
  running: number;
}

/**
 * The spending of each partition. Amounts cannot be forgotten: when too many partitions have spent money, all others share one
 * amount, so that names that are made up do not evade the limit. A partition that has spent nothing is not remembered.
 */
export class SpendingMap {
  readonly #spending = new Map<string, Spending>();
  readonly #others: Spending = { usd: 0, highestBill: 0, running: 0 };

  /** The spending of a partition, in which an attempt begins. */
  enter(partition: string): Spending {
    let spending = this.#spending.get(partition);
    if (spending === undefined) {
      if (this.#spending.size >= maxPartitions) spending = this.#others;
      else this.#spending.set(partition, (spending = { usd: 0, highestBill: 0, running: 0 }));
    }
    spending.running += 1;
    return spending;
  }

  /** An attempt has ended. */
  leave(partition: string, spending: Spending): void {
    spending.running -= 1;
    // Sums of fractions may miss 0 by less than this.
    if (spending.running === 0 && spending.usd < 1e-12 && spending !== this.#others)
      this.#spending.delete(partition);
  }
}
