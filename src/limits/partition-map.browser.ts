import { BoundedMap } from '#bounded-map';
import type { Forgettable } from './bounded-map.js';
import type { Partition as FullPartition, PartitionMap as FullMap } from './partition-map.js';
import { WaitingCount } from './waiting-count.js';

/** Maximum number of models kept, across all partitions. */
const maxModels = 1000;

type Partition<T extends Forgettable> = Pick<FullPartition<T>, 'name' | 'waiting'> & {
  readonly models: Pick<BoundedMap<T>, 'get'>;
};

/** Replaces `partition-map.ts` in browsers, which have one user: a single map and a single count are enough. */
export class PartitionMap<T extends Forgettable> implements Pick<FullMap<T>, 'waiting' | 'values'> {
  /** Number of waiting attempts in all partitions. */
  readonly waiting = new WaitingCount();
  readonly #values = new BoundedMap<T>(maxModels);

  /** Returns the partition of this name; the unnamed one is ''. */
  get(name = ''): Partition<T> {
    return {
      name,
      waiting: this.waiting,
      models: { get: (model, add) => this.#values.get(`${name} ${model}`, add) },
    };
  }

  /** Unlike `partition-map.ts`, does not limit all queues together: the queue of each model is limited, and one user has few models. */
  checkWaiting(): void {
    // Nothing to reject.
  }

  /** The values of all models in all partitions. */
  values(): Generator<T> {
    return this.#values.values();
  }
}
