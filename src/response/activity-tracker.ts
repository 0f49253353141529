import { asyncScheduler } from 'rxjs';

/**
 * When an answer has last given a sign of life, in milliseconds since 1970. A reader only notes the time; the clocks of
 * a run look at it now and then, since a timer for each chunk would cost more than parsing it.
 */
export class ActivityTracker {
  /** The clock; that of a run with a gate stands still while it is shut. */
  readonly now: () => number;
  /** When the request was sent. */
  readonly startedAt: number;
  /** When the head or the last bytes came. */
  bytesAt: number | undefined;
  /** When the bytes came that brought the last part of the answer. */
  outputAt: number | undefined;

  constructor(now: () => number = asyncScheduler.now) {
    this.now = now;
    this.startedAt = now();
  }

  /** Bytes have come, or the head. */
  markBytes(): void {
    this.bytesAt = this.now();
  }

  /** What has just come brings a part of the answer. */
  markOutput(): void {
    this.outputAt = this.bytesAt;
  }
}
