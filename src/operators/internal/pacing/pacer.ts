import type { TextQueue } from './text-queue.js';

/** Minimum interval between two emissions, in milliseconds. */
export const stepTime = 16;
/** Maximum time to emit the remaining text after the end, in milliseconds. */
const drainTime = 250;
/** Assumed time between deltas until two have arrived, in milliseconds. */
const firstGap = 100;
/** Factor by which text is spread beyond the longest recent gap, so that it does not run out just before the next delta. */
const margin = 1.5;

/** Deltas that arrived in the same step: the position in the whole text at which they end, and the time of the first of them. */
interface Arrival {
  end: number;
  readonly at: number;
}

/**
 * Decides how much of the received text is due. The caller passes the time, from a clock that may be set back.
 *
 * Each delta sets the speed: the backlog is spread over a little more than the longest recent gap between deltas, but at most over half
 * of `maxLag`. A budget of characters grows at this speed, and units are emitted until the budget is negative. Text older than `maxLag`
 * is always due.
 */
export class Pacer {
  readonly #queue: TextQueue;
  readonly #maxLag: number;
  readonly #step: number;
  readonly #arrivals: Arrival[] = [];
  /** Number of characters emitted. */
  #emitted = 0;
  /** Position up to which text has waited for `maxLag`. */
  #overdueEnd = 0;
  #budget = 0;
  /** Characters per millisecond. */
  #speed = 0;
  #lastTime = 0;
  /** Milliseconds by which the clock was set back. */
  #setBack = 0;
  /** Longest recent gap between bursts of deltas, in milliseconds. */
  #gap: number | undefined;
  /** Start of the latest burst: deltas less than one step apart. */
  #burstAt: number | undefined;

  constructor(queue: TextQueue, maxLag: number) {
    this.#queue = queue;
    this.#maxLag = maxLag;
    this.#step = Math.min(stepTime, maxLag);
  }

  /** Whether nothing becomes due until more text arrives. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  push(text: string, clock: number): void {
    if (text === '') return;
    const now = this.#advance(clock);
    this.#measureGap(now);
    this.#queue.push(text);
    const end = this.#emitted + this.#queue.length;
    const latest = this.#arrivals.at(-1);
    if (latest !== undefined && now - latest.at < this.#step) latest.end = end;
    else this.#arrivals.push({ end, at: now });
    const spread = Math.max(this.#step, Math.min((this.#gap ?? firstGap) * margin, this.#maxLag / 2));
    this.#speed = this.#queue.length / Math.max(1, spread);
  }

  end(clock: number): void {
    this.#advance(clock);
    this.#queue.end();
    const spread = Math.max(1, Math.min(drainTime, this.#maxLag) - this.#step);
    this.#speed = Math.max(this.#speed, this.#queue.length / spread);
  }

  /** Removes and returns the text that is due, or an empty string. */
  take(clock: number): string {
    const now = this.#advance(clock);
    const overdue = this.#overdue(now);
    let text = '';
    while (this.#budget >= 0 || this.#emitted < overdue) {
      const isForced = this.#emitted < overdue;
      const isAllDue = this.#emitted + this.#queue.length <= overdue;
      const unit = this.#queue.shift() || (isForced ? this.#queue.force(isAllDue) : '');
      if (unit === '') break;
      text += unit;
      this.#emitted += unit.length;
      if (this.#budget >= 0) this.#budget -= unit.length;
    }
    // Idle time does not accumulate budget.
    this.#budget = Math.min(this.#budget, 0);
    return text;
  }

  /** Removes and returns all text that has not been emitted. */
  rest(): string {
    return this.#queue.clear();
  }

  /** Adds to the budget, and returns the time on a clock that is never set back. */
  #advance(clock: number): number {
    this.#setBack = Math.max(this.#setBack, this.#lastTime - clock);
    const now = clock + this.#setBack;
    const earned = this.#speed * (now - this.#lastTime);
    this.#budget = this.#queue.isIdle ? 0 : this.#budget + earned;
    this.#lastTime = now;
    return now;
  }

  /** Tracks the longest recent gap: a longer gap counts at once, shorter ones reduce it gradually. */
  #measureGap(now: number): void {
    this.#burstAt ??= now;
    const gap = Math.min(now - this.#burstAt, this.#maxLag);
    if (gap < this.#step) return;
    if (this.#gap === undefined || gap > this.#gap) this.#gap = gap;
    else this.#gap += (gap - this.#gap) / 8;
    this.#burstAt = now;
  }

  /** Returns the position up to which text has waited for `maxLag`, or will have by the next step. */
  #overdue(now: number): number {
    let first = this.#arrivals[0];
    while (
      first !== undefined &&
      (first.end <= this.#emitted || now - first.at >= this.#maxLag - this.#step)
    ) {
      this.#overdueEnd = first.end;
      this.#arrivals.shift();
      first = this.#arrivals[0];
    }
    return this.#overdueEnd;
  }
}
