import type { TextQueue } from './text-queue.js';

/** How often text is emitted at most: once in so many milliseconds. */
export const stepTime = 16;
/** How long the rest takes after the end, at most. */
const drainTime = 250;
/** What is taken for the time between two deltas before there are two. */
const firstGap = 100;
/** How much longer than the longest recent gap text is spread, so that it does not run out just before more comes. */
const margin = 1.5;

/** Text up to a position of the run, and when its first part came. */
interface Arrival {
  end: number;
  readonly at: number;
}

/**
 * Decides how much of the text that has come is due. Time is an input.
 *
 * At every delta the backlog is spread over a little more than the longest recent gap between deltas, and at most half of
 * `maxLag`. A budget of characters grows with that speed, and units are emitted as long as it is not overdrawn. What is
 * older than `maxLag` is due in any case.
 */
export class Pacer {
  readonly #queue: TextQueue;
  readonly #maxLag: number;
  readonly #step: number;
  readonly #arrivals: Arrival[] = [];
  #emitted = 0;
  #overdueEnd = 0;
  #budget = 0;
  /** In characters per millisecond. */
  #speed = 0;
  #countedAt = 0;
  #gap: number | undefined;
  #burstAt: number | undefined;

  constructor(queue: TextQueue, maxLag: number) {
    this.#queue = queue;
    this.#maxLag = maxLag;
    this.#step = Math.min(stepTime, maxLag);
  }

  /** Whether nothing becomes due before more text comes. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  push(text: string, now: number): void {
    if (text === '') return;
    this.#count(now);
    this.#measureGap(now);
    this.#queue.push(text);
    const end = this.#emitted + this.#queue.length;
    const latest = this.#arrivals.at(-1);
    if (latest !== undefined && now - latest.at < this.#step) latest.end = end;
    else this.#arrivals.push({ end, at: now });
    const spread = Math.max(this.#step, Math.min((this.#gap ?? firstGap) * margin, this.#maxLag / 2));
    this.#speed = this.#queue.length / Math.max(1, spread);
  }

  end(now: number): void {
    this.#count(now);
    this.#queue.end();
    const spread = Math.max(1, Math.min(drainTime, this.#maxLag) - this.#step);
    this.#speed = Math.max(this.#speed, this.#queue.length / spread);
  }

  /** What is due; empty where nothing is. */
  take(now: number): string {
    this.#count(now);
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
    // Time that passes while there is nothing to emit is not saved up.
    this.#budget = Math.min(this.#budget, 0);
    return text;
  }

  /** Everything that has come and was not emitted. */
  rest(): string {
    return this.#queue.clear();
  }

  #count(now: number): void {
    const earned = this.#speed * (now - this.#countedAt);
    this.#budget = this.#queue.isIdle ? 0 : this.#budget + earned;
    this.#countedAt = now;
  }

  /** The longest recent gap: a longer one counts at once, shorter ones make it forgotten. */
  #measureGap(now: number): void {
    this.#burstAt ??= now;
    const gap = Math.min(now - this.#burstAt, this.#maxLag);
    if (gap < this.#step) return;
    if (this.#gap === undefined || gap > this.#gap) this.#gap = gap;
    else this.#gap += (gap - this.#gap) / 8;
    this.#burstAt = now;
  }

  /** Up to which position of the run text has waited for too long, or will have before the next step. */
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
