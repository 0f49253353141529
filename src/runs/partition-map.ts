import { BoundedMap } from '#bounded-map';
import type { Forgettable } from './bounded-map.js';
import { maxPartitions } from './max-partitions.js';
import { WaitingCount } from './waiting-count.js';

/** How many models are remembered for each partition. */
const maxModels = 1000;

/** One partition: a value for each of its models, and how many of its attempts wait. */
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

/** A value for each model of each partition. */
export class PartitionMap<T extends Forgettable> {
  /** How many attempts wait, in all partitions together. */
  readonly waiting = new WaitingCount();
  readonly #partitions = new BoundedMap<Partition<T>>(maxPartitions);

  /** The partition of this name; one without a name is ''. */
  get(name = ''): Partition<T> {
    return this.#partitions.get(name, () => new Partition<T>(name, this.waiting));
  }

  /** The values of all models of all partitions. */
  *values(): Generator<T> {
    for (const { models } of this.#partitions.values()) yield* models.values();
  }
}
