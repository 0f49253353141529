import { asyncScheduler } from 'rxjs';

/**
 * Times of the last activity of a response, in milliseconds since 1970. A reader only records the time; the run's timers
 * check it occasionally, since a timer per chunk would cost more than parsing it.
 */
export class ActivityTracker {
  /** Returns the current time. With a gate, this clock stops while the gate is shut. */
  readonly now: () => number;
  /** Time at which the request was sent. */
  readonly startedAt: number;
  /** Time of the head or the last bytes. */
  bytesAt: number | undefined;
  /** Time of the last bytes with output. */
  outputAt: number | undefined;

  constructor(now: () => number = asyncScheduler.now) {
    this.now = now;
    this.startedAt = now();
  }

  /** Records the arrival of bytes or of the head. */
  markBytes(): void {
    this.bytesAt = this.now();
  }

  /** Records that the latest bytes contain output. */
  markOutput(): void {
    this.outputAt = this.bytesAt;
  }
}
