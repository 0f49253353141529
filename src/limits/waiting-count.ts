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
