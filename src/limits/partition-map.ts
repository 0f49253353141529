import { BoundedMap } from '#bounded-map';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { Forgettable } from './bounded-map.js';
import { maxPartitions } from './max-partitions.js';
import { WaitingCount } from './waiting-count.js';

/** Maximum number of models kept per partition, except models in use. */
const maxModels = 1000;

/** One partition: a value per model, and the number of its waiting attempts. */
export class Partition<T extends Forgettable> implements Forgettable {
  readonly name: string;
  readonly models = new BoundedMap<T>(maxModels);
  readonly waiting: WaitingCount;

  constructor(name: string, all: WaitingCount) {
    this.name = name;
    this.waiting = new WaitingCount(all);
  }

  get isIdle(): boolean {
    for (const value of this.models.values()) if (!value.isIdle) return false;
    return true;
  }

  get isInUse(): boolean {
    for (const value of this.models.values()) if (value.isInUse) return true;
    return false;
  }
}

/** One value per model and partition. */
export class PartitionMap<T extends Forgettable> {
  /** Number of waiting attempts in all partitions. */
  readonly waiting = new WaitingCount();
  readonly #partitions = new BoundedMap<Partition<T>>(maxPartitions);

  /** Returns the partition of this name; the unnamed one is ''. */
  get(name = ''): Partition<T> {
    return this.#partitions.get(name, () => new Partition<T>(name, this.waiting));
  }

  /**
   * Throws if all partitions together have ten times as many waiting attempts as one queue may have. A partition without waiting attempts
   * may still queue one attempt, so that other partitions cannot block it; there are at most `maxPartitions` such attempts.
   */
  checkWaiting({ waiting }: Partition<T>, maxQueue: number): void {
    const limit = maxQueue * 10;
    const all = this.waiting.count;
    if (all < limit || (waiting.count === 0 && all < limit + maxPartitions)) return;
    const message = `too many requests are queued in all partitions together (limit: ${limit})`;
    throw new LimitExceededError({ message, kind: 'queue', limit });
  }

  /** The values of all models in all partitions. */
  *values(): Generator<T> {
    for (const { models } of this.#partitions.values()) yield* models.values();
  }
}
