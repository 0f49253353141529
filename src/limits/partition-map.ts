import { BoundedMap } from '#bounded-map';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
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

  /**
   * Refuses another attempt of a partition when too many wait in all partitions together: ten times as many as one of its
   * queues holds. Then a partition that has none waiting can still queue one, so that no other partition takes its place.
   */
  checkWaiting({ waiting }: Partition<T>, maxQueue: number): void {
    const limit = maxQueue * 10;
    const all = this.waiting.count;
    if (all < limit || (waiting.count === 0 && all < limit + maxPartitions)) return;
    const message = `more than ${limit} requests wait for their turn in all partitions together`;
    throw new LimitExceededError({ message, kind: 'queue', limit });
  }

  /** The values of all models of all partitions. */
  *values(): Generator<T> {
    for (const { models } of this.#partitions.values()) yield* models.values();
  }
}
