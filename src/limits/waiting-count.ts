/** A number of waiting attempts, which is also part of the number of a larger group. */
export class WaitingCount {
  count = 0;
  /** The count of the larger group: a model belongs to a partition, and a partition to the total. */
  readonly parent: WaitingCount | undefined;

  constructor(parent?: WaitingCount) {
    this.parent = parent;
  }

  /** Sets the number of waiting attempts. */
  set(count: number): void {
    const change = count - this.count;
    if (change === 0) return;
    this.count = count;
    for (let { parent } = this; parent !== undefined; parent = parent.parent) parent.count += change;
  }
}
