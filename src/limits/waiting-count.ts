/** Counts the waiting attempts of a model and adds them to its partition and to the total. */
export class WaitingCount {
  count = 0;
  /** The count that includes this one. */
  readonly whole: WaitingCount | undefined;

  constructor(whole?: WaitingCount) {
    this.whole = whole;
  }

  /** Sets the number of waiting attempts. */
  set(count: number): void {
    const change = count - this.count;
    if (change === 0) return;
    this.count = count;
    for (let { whole } = this; whole !== undefined; whole = whole.whole) whole.count += change;
  }
}
