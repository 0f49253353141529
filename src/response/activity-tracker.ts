import { asyncScheduler } from 'rxjs';

/**
 * Times of the last activity of a response, in milliseconds since 1970. Readers only record the time, and one timer per
 * tracker checks it: starting a timer for each chunk would cost more than parsing the chunk.
 */
export class ActivityTracker {
  /** Returns the current time. With a gate, this clock stops while the gate is closed. */
  readonly now: () => number;
  /** Time at which the request was sent. */
  readonly startedAt: number;
  /** Time of the latest bytes, or of the head. */
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
