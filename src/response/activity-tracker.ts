import { asyncScheduler } from 'rxjs';

/**
 * Times of the last activity of an attempt, in milliseconds. Readers only record the times, and one timer per tracker checks them:
 * starting a timer for each chunk would cost more than parsing the chunk.
 */
export class ActivityTracker {
  /** Returns the current time. While a gate is closed, this clock stops. */
  readonly now: () => number;
  /** Time at which the request was sent, or the wait for a key began. */
  readonly startedAt: number;
  /** Time of the latest bytes or of the head; undefined before the head. */
  bytesAt: number | undefined;
  /** Time of the latest bytes with output. */
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
