import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxPartitions } from './max-partitions.js';

/** Counts the attempts that wait for one model, and with them those of its partition and of all partitions. */
export class WaitingCount {
  count = 0;
  /** The count that this one is a part of. */
  readonly whole: WaitingCount | undefined;

  constructor(whole?: WaitingCount) {
    this.whole = whole;
  }

  /** So many wait now. */
  set(count: number): void {
    const change = count - this.count;
    if (change === 0) return;
    this.count = count;
    for (let { whole } = this; whole !== undefined; whole = whole.whole) whole.count += change;
  }
}

/**
 * Refuses another attempt of a partition when too many wait in all partitions together: ten times as many as one of its
 * queues holds. Then a partition that has none waiting can still queue one, so that no other partition takes its place.
 */
export function checkWaiting(all: WaitingCount, ofPartition: WaitingCount, maxQueue: number): void {
  const limit = maxQueue * 10;
  if (all.count < limit || (ofPartition.count === 0 && all.count < limit + maxPartitions)) return;
  const message = `more than ${limit} requests wait for their turn in all partitions together`;
  throw new LimitExceededError({ message, what: 'queue', limit });
}
