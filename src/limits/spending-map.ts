import { maxPartitions } from './max-partitions.js';

/** Money spent or reserved by the attempts of one partition. */
export interface Spending {
  usd: number;
  /** Highest bill so far, in US dollars. */
  highestBill: number;
  /** Number of running attempts. */
  running: number;
}

/**
 * Spending per partition. An amount is never removed. So once `maxPartitions` partitions have spent money, all further partitions share one
 * amount, and made-up partition names cannot evade the limit. A partition that has spent nothing is not kept.
 */
export class SpendingMap {
  readonly #spending = new Map<string, Spending>();
  readonly #others: Spending = { usd: 0, highestBill: 0, running: 0 };

  /** Returns the spending of a partition and starts an attempt in it. */
  enter(partition: string): Spending {
    let spending = this.#spending.get(partition);
    if (spending === undefined) {
      if (this.#spending.size >= maxPartitions) spending = this.#others;
      else {
        spending = { usd: 0, highestBill: 0, running: 0 };
        this.#spending.set(partition, spending);
      }
    }
    spending.running += 1;
    return spending;
  }

  /** Ends an attempt. */
  leave(partition: string, spending: Spending): void {
    spending.running -= 1;
    // Not compared with 0, since additions and subtractions leave rounding errors.
    if (spending.running === 0 && spending.usd < 1e-12 && spending !== this.#others)
      this.#spending.delete(partition);
  }
}
