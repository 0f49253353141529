import { type SchedulerAction, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/** Limits of a marble test. With them, a test fails if a source has no end, instead of running forever. */
export interface VirtualTimeLimits {
  /** Maximum virtual time in milliseconds. */
  readonly maxTime: number;
  /** Maximum number of timers and values. */
  readonly maxEvents: number;
}

/** A `TestScheduler` that stops at its limits, and then calls `fail` instead of comparing. */
export class BoundedScheduler extends TestScheduler {
  readonly #limits: VirtualTimeLimits;
  readonly #fail: (reason: string) => never;
  #events = 0;

  constructor(
    assertEqual: (actual: unknown, expected: unknown) => void,
    limits: VirtualTimeLimits,
    fail: (reason: string) => never,
  ) {
    super((actual, expected) => {
      this.#assertEnd();
      assertEqual(actual, expected);
    });
    this.#limits = limits;
    this.#fail = fail;
  }

  /** Counts a timer or a value. Returns false beyond `maxEvents`. */
  count(): boolean {
    this.#events += 1;
    return this.#events <= this.#limits.maxEvents;
  }

  /** Drops timers beyond `maxEvents`: an error thrown here could be caught, and retried forever. */
  override schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay?: number,
    state?: T,
  ): Subscription {
    return this.count() ? super.schedule(work, delay, state) : Subscription.EMPTY;
  }

  override flush(): void {
    // `run` has set `maxFrames` to Infinity.
    this.maxFrames = this.#limits.maxTime;
    super.flush();
    this.#assertEnd();
  }

  #assertEnd(): void {
    const { maxTime, maxEvents } = this.#limits;
    if (this.#events > maxEvents)
      this.#fail(`after ${maxEvents} timers and values, at ${this.frame} ms (\`maxEvents\`)`);
    if (this.actions.length > 0) this.#fail(`after ${maxTime} ms of virtual time (\`maxTime\`)`);
  }
}
