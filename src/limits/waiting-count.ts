/** Counts the waiting attempts of a model and adds them to its partition and to the total. */
export class WaitingCount {
  count = 0;
  /** The count of a larger group, such as the partition of the model, which includes this one. */
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
