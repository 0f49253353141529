import { BoundedMap } from '#bounded-map';
import type { Forgettable } from './bounded-map.js';
import type { Partition as FullPartition, PartitionMap as FullMap } from './partition-map.js';
import { WaitingCount } from './waiting-count.js';

/** How many models are remembered, of all partitions together. */
const maxModels = 1000;

type Partition<T extends Forgettable> = Pick<FullPartition<T>, 'name' | 'waiting'> & {
  readonly models: Pick<BoundedMap<T>, 'get'>;
};

/** A value for each model of each partition in pages, which are those of one user: one map is enough, and one count. */
export class PartitionMap<T extends Forgettable> implements Pick<FullMap<T>, 'waiting' | 'values'> {
  /** How many attempts wait, in all partitions together. */
  readonly waiting = new WaitingCount();
  readonly #values = new BoundedMap<T>(maxModels);

  /** The partition of this name; one without a name is ''. */
  get(name = ''): Partition<T> {
    return {
      name,
      waiting: this.waiting,
      models: { get: (model, add) => this.#values.get(`${name} ${model}`, add) },
    };
  }

  /** The queue of each model has its bound, and one user has few models. */
  checkWaiting(): void {
    // Nothing to refuse.
  }

  /** The values of all models of all partitions. */
  values(): Generator<T> {
    return this.#values.values();
  }
}
