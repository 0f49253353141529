import { asyncScheduler } from 'rxjs';

/**
 * When an answer has last given a sign of life, in milliseconds since 1970. Whoever reads it only notes the time; the clocks of
 * a run look at it now and then, since a timer for each chunk would cost more than parsing it.
 */
export class Pulse {
  /** When somebody asked. */
  readonly startedAt = asyncScheduler.now();
  /** When the head or the last bytes came. */
  readAt: number | undefined;
  /** When the bytes came that brought the last part of the answer. */
  partAt: number | undefined;

  /** Bytes have come, or the head. */
  read(): void {
    this.readAt = asyncScheduler.now();
  }

  /** What has just come brings a part of the answer. */
  part(): void {
    this.partAt = this.readAt;
  }
}
